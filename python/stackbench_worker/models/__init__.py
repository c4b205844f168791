"""Networks that people know, as plain torch modules of the shapes of src/StackBench.Onnx: names of weights and their seeded values are equal."""

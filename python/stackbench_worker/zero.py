"""ZeRO in numbers: parameters, memory, DeepSpeed's settings, and whether a loss falls."""
import math

LARGEST_RATIO = 1.25  #: a stage less than asked for holds 1.3 times the formula or more, except stage 2 in place of 3 on two or three ranks (1.1)
EXPECTED_RATIO = 0.05  #: by so much the bytes that are held may differ from the formula without a note
PERSISTENT = 100_000  #: ZeRO 3 leaves parameters of at most so many entries whole on every rank; DeepSpeed's default, set all the same


def shapes(width):
    """Entries of each tensor of a layer of the decoder: two norms, query-key-value, projection, up, down, a weight and a bias each."""
    d = width
    return [d, d, d, d, 3 * d * d, 3 * d, d * d, d, 4 * d * d, 4 * d, 4 * d * d, d]


def parameters(width, layers):
    """Weights and biases of the decoder: 12 d^2 + 13 d a layer."""
    return layers * sum(shapes(width))


def persistent(width, layers):
    """Of these, how many ZeRO 3 does not share out."""
    return layers * sum(size for size in shapes(width) if size <= PERSISTENT)


def paper_bytes(stage, count, ranks, dtype):
    """Bytes a rank holds of parameters, gradients and Adam's state by Rajbhandari et al., "ZeRO: Memory Optimizations Toward Training Trillion
    Parameter Models", 2020, section 3. In 16 bits: 2 and 2, and 12 of Adam with its single-precision copy; in fp32: 4 and 4, and 8 of Adam."""
    parameter, gradient, optimizer = (4, 4, 8) if dtype == "fp32" else (2, 2, 12)
    return count * (
        parameter / (ranks if stage >= 3 else 1) + gradient / (ranks if stage >= 2 else 1) + optimizer / (ranks if stage >= 1 else 1))


def model_state_bytes(stage, count, ranks, dtype, whole=0):
    """Bytes a rank of DeepSpeed holds between backward and step, when gradients are shared out in stage 1 already. Adam's parameters are a copy
    in single precision, also where the model's are in it. ``whole``: parameters that stage 3 does not share out, held beside their share."""
    size = 4 if dtype == "fp32" else 2
    if stage == 0:
        return paper_bytes(0, count, ranks, dtype)
    shared = size + 4 + 8  # gradient, copy, Adam's moments
    return count * (size + shared / ranks) if stage < 3 else count * (size + shared) / ranks + size * whole


def settings(stage, batch, dtype, accumulation=1):
    """DeepSpeed's configuration."""
    return {
        "train_micro_batch_size_per_gpu": batch, "gradient_accumulation_steps": accumulation, "steps_per_print": 1_000_000_000,
        "wall_clock_breakdown": False,
        "zero_optimization": {"stage": stage, **({"stage3_param_persistence_threshold": PERSISTENT} if stage == 3 else {})},
        "zero_allow_untested_optimizer": True,
        # torch's Adam: DeepSpeed's own would be compiled at the first start.
        "optimizer": {"type": "AdamW", "params": {"lr": 1e-3, "torch_adam": True}},
        "bf16": {"enabled": dtype == "bf16"}, "fp16": {"enabled": dtype == "fp16", "initial_scale_power": 12},
    }


def complaint_of_losses(losses):
    """Why these losses of successive steps on the same data are no training; None where they are."""
    if any(not math.isfinite(loss) for loss in losses):
        return f"the loss is not finite: {losses}"
    if not losses[-1] < losses[0]:
        return f"the loss does not fall: {losses[0]:.6g} at first, {losses[-1]:.6g} after {len(losses) - 1} steps"
    return None


def complaint_of_memory(held, promised, kind):
    """Why a rank that holds ``held`` bytes cannot train as ``kind`` says; None where it can."""
    if held > LARGEST_RATIO * promised:
        return f"a rank holds {held:.0f} bytes of model state, {kind} promises {promised:.0f}"
    return None


def note_of_memory(held, promised):
    """The note of a result whose bytes are not those of the formula; None where they are."""
    if abs(held / promised - 1) <= EXPECTED_RATIO:
        return None
    return {
        "code": "model-state-differs",
        "message": f"the fullest rank holds {held / 1e6:.2f} MB of model state between backward and step, {held / promised:.2f} times the "
                   f"{promised / 1e6:.2f} MB of the formula in docs/training.md",
    }

namespace StackBench.Onnx.Graph;

/// <summary>A dimension of an input: a size, or a name for one that is chosen when the model runs.</summary>
public readonly record struct Dimension(long Size, string? Name)
{
    public static implicit operator Dimension(long size) => new(size, null);

    public static implicit operator Dimension(string name) => new(0, name);
}

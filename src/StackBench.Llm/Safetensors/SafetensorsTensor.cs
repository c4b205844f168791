namespace StackBench.Llm.Safetensors;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">As the file names it: <c>BF16</c>, <c>F8_E4M3</c>.</param>
/// <param name="End">Byte behind it in the data.</param>
internal sealed record SafetensorsTensor(string Name, string Type, long Elements, long Bytes, long End);

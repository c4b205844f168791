namespace StackBench.Llm.Gguf;

/// <summary>The file is no GGUF file that can be read; the message says why.</summary>
public sealed class GgufException(string message) : Exception(message);

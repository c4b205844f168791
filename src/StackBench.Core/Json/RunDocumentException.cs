namespace StackBench.Core.Json;

/// <summary>A text is not a run document this version can read; the message says which one, where and why.</summary>
public sealed class RunDocumentException(string message, Exception? inner = null) : Exception(message, inner);

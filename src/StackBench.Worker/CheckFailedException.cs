namespace StackBench.Worker;

/// <summary>A result differs from its reference: a fast wrong kernel is not measured.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);

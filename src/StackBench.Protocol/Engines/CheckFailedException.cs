namespace StackBench.Protocol.Engines;

/// <summary>A result differs from its reference: a fast wrong kernel is not measured.</summary>
public sealed class CheckFailedException(string message) : Exception(message);

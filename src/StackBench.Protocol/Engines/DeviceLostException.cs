namespace StackBench.Protocol.Engines;

/// <summary>The device answers no more: what was asked for failed, and the process must be replaced. Becomes a fatal error.</summary>
public sealed class DeviceLostException(string message) : Exception(message);

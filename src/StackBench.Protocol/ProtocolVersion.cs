namespace StackBench.Protocol;

/// <summary>Version of the worker protocol; specification: docs/worker-protocol.md.</summary>
public static class ProtocolVersion
{
    public const int Current = 1;
}

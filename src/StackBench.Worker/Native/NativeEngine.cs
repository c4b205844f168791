using StackBench.Protocol;

namespace StackBench.Worker.Native;

internal sealed class NativeEngine : IEngine
{
    public Ready Describe() => new(ProtocolVersion.Current, "native", "1", [new("cpu", "cpu")], [], new Dictionary<string, string>(StringComparer.Ordinal));

    public IOperation Prepare(Prepare request) => throw new UnsupportedException($"there is no operation '{request.Op}'");

    public void Dispose()
    {
    }
}

using StackBench.Protocol;

namespace StackBench.Worker.Libtorch;

internal sealed class LibtorchEngine : IEngine
{
    public Ready Describe() => new(ProtocolVersion.Current, "libtorch", "1", [new("cpu", "cpu")], [], new Dictionary<string, string>(StringComparer.Ordinal));

    public IOperation Prepare(Prepare request) => throw new UnsupportedException($"there is no operation '{request.Op}'");

    public void Dispose()
    {
    }
}

namespace StackBench.EndToEnd;

/// <summary>A store of its own for a test, gone afterwards.</summary>
public sealed class StoreFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stackbench-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace StackBench.Worker.Libtorch;

/// <summary>Things that are disposed together, last made first.</summary>
internal sealed class Owned : IDisposable
{
    private readonly Stack<IDisposable> _things = [];

    public T Add<T>(T thing)
        where T : IDisposable
    {
        _things.Push(thing);
        return thing;
    }

    public void Dispose()
    {
        while (_things.TryPop(out var thing)) thing.Dispose();
    }
}

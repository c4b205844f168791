using StackBench.Worker.Native.Inputs;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// One random cycle through all cache lines of a piece of memory: each line holds the address of the next, so that every
/// load waits for the one before and no prefetcher can guess.
/// </summary>
internal sealed unsafe class PointerChase : IDisposable
{
    public const int LineBytes = 64;

    private readonly PageMemory _memory;
    private nint* _position;

    /// <summary>
    /// Links <paramref name="lines"/> lines; the same seed gives the same cycle. The calling thread touches the memory first.
    /// </summary>
    public PointerChase(long lines, ulong seed)
    {
        Lines = lines;
        _memory = new PageMemory(lines * LineBytes);
        _position = (nint*)_memory.Address;
        // Shuffled as numbers, which are a sixteenth of the lines and mostly in the caches, and written in order.
        var next = new int[lines];
        for (var line = 0; line < next.Length; line++) next[line] = line;
        // Sattolo's shuffle: never swapping an element with itself leaves exactly one cycle.
        var random = new SplitMix64(seed);
        for (var line = next.Length - 1; line > 0; line--)
        {
            var other = (int)random.Below((ulong)line);
            (next[line], next[other]) = (next[other], next[line]);
        }

        for (var line = 0; line < next.Length; line++) *Line(line) = (nint)Line(next[line]);
    }

    public long Lines { get; }

    /// <summary>Number of the line the chase stands at.</summary>
    public long Position => ((byte*)_position - _memory.Address) / LineBytes;

    public bool OnHugePages() => _memory.OnHugePages();

    /// <summary>Follows the pointers from where the last chase ended, so that a long cycle is walked in full over many calls.</summary>
    public void Follow(long steps)
    {
        var position = _position;
        for (long step = 0; step < steps; step++) position = (nint*)*position;
        _position = position;
    }

    /// <summary>Steps from the first line until it comes up again; <see cref="Lines"/> when all is right.</summary>
    public long CycleLength()
    {
        var start = Line(0);
        var position = start;
        var length = 0L;
        do
        {
            position = (nint*)*position;
            length++;
        }
        while (position != start && length <= Lines);

        return length;
    }

    public void Dispose() => _memory.Dispose();

    private nint* Line(long index) => (nint*)(_memory.Address + (index * LineBytes));
}

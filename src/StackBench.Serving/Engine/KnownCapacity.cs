using StackBench.Serving.SelfCheck;

namespace StackBench.Serving.Engine;

/// <summary>
/// What the load generator can do, by how many streams it has at once: many take more of a client than few. Measured once for each step.
/// </summary>
/// <param name="measure">Null leaves it unknown.</param>
internal sealed class KnownCapacity(Func<int, CancellationToken, Task<ClientCapacity>>? measure)
{
    private const int LeastStreams = 4, MostStreams = 1024;

    private readonly Dictionary<int, ClientCapacity> _known = [];

    /// <summary>The number of streams it is measured with: the next power of four.</summary>
    public static int StepOf(int streams)
    {
        var step = LeastStreams;
        while (step < streams && step < MostStreams) step *= 4;
        return step;
    }

    /// <returns>Null where it is not measured.</returns>
    public async Task<ClientCapacity?> ForAsync(int streams, CancellationToken cancellation)
    {
        if (measure is null) return null;
        var step = StepOf(streams);
        if (!_known.TryGetValue(step, out var capacity)) _known[step] = capacity = await measure(step, cancellation);
        return capacity;
    }
}

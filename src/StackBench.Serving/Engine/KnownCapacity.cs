using System.Net.Sockets;
using StackBench.Serving.Http;
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
    /// <exception cref="IOException">This process may not open as many sockets.</exception>
    public async Task<ClientCapacity?> ForAsync(int streams, CancellationToken cancellation)
    {
        if (measure is null) return null;
        var step = StepOf(streams);
        if (_known.TryGetValue(step, out var capacity)) return capacity;
        try
        {
            return _known[step] = await measure(step, cancellation);
        }
        catch (SocketException failure)
        {
            throw new IOException(Trouble.Of(failure, new Uri("http://localhost")), failure);
        }
    }
}

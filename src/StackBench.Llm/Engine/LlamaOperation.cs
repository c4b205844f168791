using StackBench.Llm.LlamaBench;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>A test of llama-bench that ran once.</summary>
internal sealed class LlamaOperation(Prepared description, LlamaBenchDriver bench, LlamaBenchTest test, string model) : IOperation
{
    private const int MostRepetitions = 1_000_000;

    public Prepared Description => description;

    public async Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        if (iterations > MostRepetitions / samples)
            throw new InvalidOperationException("llama-bench cannot be asked for that many repetitions");
        var result = await bench.MeasureAsync(test, model, (int)iterations * samples, cancellation);
        return new Samples(description.Id, [.. result.Seconds.Chunk((int)iterations).Select(group => group.Average())], "host");
    }

    public void Dispose()
    {
        // Each measurement starts a process of its own.
    }
}

using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>A collective that ran once and was right.</summary>
/// <param name="leastCalls">Calls of a sample, where the host asks for fewer.</param>
internal sealed class NcclOperation(Prepared description, NcclTestsDriver driver, NcclRequest asked, int leastCalls) : IOperation
{
    public Prepared Description => description;

    public async Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        if (iterations > int.MaxValue) throw new InvalidOperationException("nccl-tests cannot be asked for that many iterations");
        var output = await driver.RunAsync(asked, Math.Max((int)iterations, leastCalls), samples, isChecked: false, cancellation);
        return new Samples(description.Id, [.. output.Rows.Select(asked.Seconds)], "host");
    }

    public void Dispose()
    {
        // Each measurement starts processes of its own.
    }
}

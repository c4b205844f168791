using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>A collective that ran once and was right.</summary>
internal sealed class NcclOperation(Prepared description, NcclTestsDriver driver, NcclRequest asked) : IOperation
{
    public Prepared Description => description;

    public async Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        if (iterations > int.MaxValue / NcclRequest.Iterations)
            throw new InvalidOperationException("nccl-tests cannot be asked for that many iterations");
        var output = await driver.RunAsync(asked, (int)iterations * NcclRequest.Iterations, samples, isChecked: false, cancellation);
        return new Samples(description.Id, [.. output.Rows.Select(asked.Seconds)], "host");
    }

    public void Dispose()
    {
        // Each measurement starts processes of its own.
    }
}

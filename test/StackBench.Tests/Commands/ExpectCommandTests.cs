using StackBench.Core.Results;
using StackBench.Tests.Expectations;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

public sealed class ExpectCommandTests : IDisposable
{
    private const string Header = "result,device,metric,least,most,unit";

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("memory-bandwidth triad,,,40,,GB/s", 0, "1 of 1 expected values are within their bounds")]
    [InlineData("memory-bandwidth triad,,,50,,GB/s", 3,
        "expected otherwise: memory-bandwidth/triad@cpu:native: bandwidth 40.0 GB/s is below 50.0")]
    [InlineData("nothing*,,,50,,GB/s", 3, "no bound concerns this run, so that nothing was checked")]
    [InlineData("memory-bandwidth triad,,,50,,GB", 2, "unknown unit 'GB'")]
    public async Task A_stored_run_is_checked(string bound, int code, string said)
    {
        Store(ExampleRun.Full);
        var file = _command.File("bounds.csv");
        await File.WriteAllTextAsync(file, $"{Header}\n{bound}\n", TestContext.Current.CancellationToken);
        var result = await _command.Run("expect", "check", file);
        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Before anything is measured.</summary>
    [Fact]
    public async Task A_file_that_is_missing_ends_a_run_at_once()
    {
        var (code, _, error) = await _command.Run("run", "gemm", "--expect", _command.File("none.csv"));
        Assert.Equal(2, code);
        Assert.Contains("stackbench expect learn -o FILE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_machine_has_nothing_to_learn_from()
    {
        var (code, output, error) = await _command.Run("expect", "learn");
        Assert.Equal((5, ""), (code, output));
        Assert.Contains("Measure a few times: stackbench run", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_a_GPU_become_rows_of_the_table()
    {
        Store(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Link(16, "16 GT/s x16"), Gpus.Gemm(165e12), Gpus.Transfer(26e9)));
        var (code, output, _) = await _command.Run("expect", "add");
        Assert.Equal(0, code);
        Assert.Equal(
            """
            vendor,device,chip,pci_ids,quantity,unit,low,typical,high,conditions,tool,year,source,note
            NVIDIA,GeForce RTX 4090,,10de:2684,bf16-gemm-best,TFLOPS,,165.0,,"pytorch, bf16 8192",StackBench,2026,,0 launches
            NVIDIA,GeForce RTX 4090,,10de:2684,h2d-pinned,GB/s,,26.00,,"PCIe 4.0 x16, pytorch, h2d pinned 256 MiB",StackBench,2026,,0 launches

            """, output, ignoreLineEndingDifferences: true);
        Assert.Equal(5, (await RunWithout()).Code);
    }

    private async Task<(int Code, string Out, string Error)> RunWithout()
    {
        Store(ExampleRun.Small(5));
        return await _command.Run("expect", "add");
    }

    private void Store(params Run[] runs)
    {
        using var store = _command.OpenStore();
        foreach (var run in runs) store.Import(run);
    }
}

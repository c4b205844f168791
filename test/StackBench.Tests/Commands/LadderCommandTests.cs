using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

/// <summary>
/// What a user reads of the layers of a GPU. The stored run is put together from what others published of the Radeon RX 7900 XTX: vkpeak's
/// "130Tflops+" of fp16 matrix instructions (issue 284 of phoronix-test-suite/test-profiles), and PyTorch 2.10 with ROCm 7.0 (issue 68 of
/// zzc0721/torch-performance-test-data: 65.0, 97.5 and 91.7 TFLOP/s at 2048, 4096 and 8192). Two machines, not one that we measured.
/// </summary>
public sealed class LadderCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Products_of_PyTorch_stand_beside_what_the_driver_was_just_seen_to_give()
    {
        var document = RepositoryFile.Path("test/StackBench.Tests/Commands/Runs/rx-7900-xtx-rocm-7.0.json");
        var (code, _, error) = await _command.Run("import", document);
        Assert.True(code == 0, error);

        (code, var output, _) = await _command.Run("show", "rocm-7.0");
        Assert.Equal(0, code);
        Assert.Matches("gemm  0000:03:00.0, pytorch\n", output);
        Assert.Matches(@"fp16 8192x8192x8192 +91\.7 TFLOP/s +fair: 71 % of the measured fp16 matrix peak", output);
        Assert.Matches(@"fp16 2048x2048x2048 +65\.0 TFLOP/s +fair: 50 % of the measured fp16 matrix peak", output);
        Assert.Matches(@"fp16 4096 +97\.5 TFLOP/s +fair: 75 % of the measured fp16 matrix peak", output);
    }
}

using System.Diagnostics;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

/// <summary>Libraries a user may name: absent, broken, incomplete or wrong ones.</summary>
public sealed class ForeignLibraryTests : IDisposable
{
    private static readonly Parameters Product = Parameters.Of(("m", 9), ("n", 8), ("k", 7), ("dtype", "fp32"), ("threads", 1));

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-libtorch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_without_the_library_ends_the_worker_with_a_reason_and_a_remedy()
    {
        using var worker = Start();

        var error = Assert.IsType<WorkerError>(worker.Receive());

        Assert.Equal("start", error.Stage);
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("--libtorch", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(1, worker.WaitForExit());
    }

    [Fact]
    public void A_file_that_is_no_library_ends_the_worker_with_a_reason()
    {
        File.WriteAllText(Path.Combine(_folder, LibtorchFolder.LibraryName), "not a library");
        using var worker = Start();

        Assert.Contains("cannot be loaded", Assert.IsType<WorkerError>(worker.Receive()).Message, StringComparison.Ordinal);
        Assert.Equal(1, worker.WaitForExit());
    }

    [Fact]
    public void A_library_without_a_function_is_unsupported_by_name_and_the_rest_works()
    {
        Compile("-DFACTOR=1.0");
        using var worker = Start();

        var ready = Assert.IsType<Ready>(worker.Hello());
        var prepared = Assert.IsType<Prepared>(worker.Prepare("gemm", Product).Answer);
        var convolution = Parameters.Of(
            ("n", 1), ("c", 1), ("h", 9), ("w", 9), ("k", 1), ("r", 3), ("s", 3), ("stride", 1), ("pad", 1), ("dtype", "fp32"));
        var unsupported = Assert.IsType<Unsupported>(worker.Prepare("conv2d", convolution).Answer);

        Assert.Equal("unknown", ready.Version);
        Assert.Equal("user", ready.Software["libtorch-folder"]);
        Assert.Equal("at::mm_out (kernels not reported by this build)", prepared.Backend);
        Assert.Equal("libtorch unknown has no function aoti_torch_cpu_convolution", unsupported.Reason);
    }

    [Theory]
    [InlineData("-DFACTOR=1.0001")]
    [InlineData("-DFACTOR=0.0")]
    [InlineData("-DSILENT")]
    public void A_wrong_result_fails_the_check_with_the_numbers(string fault)
    {
        Compile(fault);
        using var worker = Start();

        var error = Assert.IsType<WorkerError>(worker.Prepare("gemm", Product).Answer);

        Assert.Equal("check", error.Stage);
        Assert.Contains("tolerance", error.Message, StringComparison.Ordinal);
        Assert.Contains("instead of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_reports_an_error_is_an_error_of_the_preparation()
    {
        Compile("-DFAILING");
        using var worker = Start();

        var error = Assert.IsType<WorkerError>(worker.Prepare("gemm", Product).Answer);

        Assert.Equal("prepare", error.Stage);
        Assert.Contains("aoti_torch_cpu_mm_out failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_threads_the_library_does_not_take_is_unsupported()
    {
        Compile("-DFACTOR=1.0");
        using var worker = Start();

        var unsupported = Assert.IsType<Unsupported>(worker.Prepare("gemm", Product.With("threads", 3)).Answer);

        Assert.Equal("set OMP_NUM_THREADS=3", unsupported.Remedy);
    }

    private LibtorchWorker Start() =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { [LibtorchFolder.EnvironmentName] = _folder });

    private void Compile(string define)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compiles a library for Linux");
        var source = Path.Combine(AppContext.BaseDirectory, "Worker", "Libtorch", "fake_libtorch.c");
        try
        {
            using var compiler =
                Process.Start("cc", ["-shared", "-fPIC", define, "-o", Path.Combine(_folder, LibtorchFolder.LibraryName), source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") != "1")
        {
            Assert.Skip("there is no C compiler");
        }
    }
}

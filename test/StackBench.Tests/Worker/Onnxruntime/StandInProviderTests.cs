using System.Diagnostics;
using System.Runtime.InteropServices;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

/// <summary>A library whose CUDA provider is a stand-in: there is none to be had on a machine without a GPU.</summary>
public sealed class StandInProviderTests(RealLibrary real) : IClassFixture<RealLibrary>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-ort-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_provider_that_silently_leaves_all_to_the_CPU_is_found()
    {
        using var operation = Prepare(Compile());
        Assert.Matches("^CPUExecutionProvider, [0-9]+ nodes$", operation.Description.Backend);
        Assert.True(operation.Description.Checked);
        var samples = await operation.MeasureAsync(1, 1, TestContext.Current.CancellationToken);
        var nodes = Assert.Single(samples.Extra![OnnxOperation.FallbackSeries]);
        Assert.Equal($"partly on CPU: {nodes} of {nodes} nodes", Assert.Single(samples.Notes!).Message);
    }

    [Fact]
    public void A_provider_whose_libraries_are_missing_is_told()
    {
        var exception = Assert.Throws<UnsupportedException>(() => Prepare(Compile("-DREFUSES")));
        Assert.StartsWith("the provider cannot be used here", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Failed to load shared library", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Its profile says that all ran on a GPU, and runs with what is bound to its memory fail.</summary>
    [Fact]
    public void What_would_fail_while_it_is_timed_fails_while_it_is_loaded() =>
        Assert.Throws<UnsupportedException>(() => Prepare(Compile("-DLIES")));

    /// <summary>The stand-in refuses another argument than that of the real function, and CUDA where TF32 is not off.</summary>
    [Theory]
    [InlineData("Dnnl", true)]
    [InlineData("Dnnl", false)]
    [InlineData("ROCM", true)]
    [InlineData("CUDA", true)]
    public void Each_provider_is_added_with_its_own_argument(string name, bool hasArena)
    {
        var library = Compile(hasArena ? "-DARENA=1" : "-DARENA=0");
        var settings = new SessionSettings(1, 99, hasArena, ExecutionProvider.Find(name, library.Providers())!);
        var graph = new GraphBuilder("g");
        graph.Output(graph.Node("Relu", [graph.Input("x", ElementType.Float, 0, 4)]), ElementType.Float, 4);
        using var session = OrtSession.Of(
            library, OnnxWriter.ToBytes(graph.Build(), 1), settings, Path.Combine(_folder, "profile"));
        session.EndProfiling();
        var loaded = NativeLibrary.Load(Path.Combine(_folder, OnnxruntimeFolder.LibraryName));
        Assert.Equal(1, Marshal.ReadInt32(NativeLibrary.GetExport(loaded, "appended")));
    }

    private static OnnxOperation Prepare(OrtLibrary library)
    {
        var cuda = ExecutionProvider.Find("cuda", library.Providers());
        var request = new ModelRequest(
            Network.Find("mobilenetv3-large"), null, 1, 1, new Dictionary<string, long[]>(StringComparer.Ordinal));
        return new OnnxPreparation(library, request, new SessionSettings(1, 99, true, cuda), 1).Prepare("a");
    }

    private OrtLibrary Compile(params string[] defines)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compiles a library for Linux");
        var (path, behind) = (Path.Combine(_folder, OnnxruntimeFolder.LibraryName), real.Require().Folder.Library);
        var source = Path.Combine(AppContext.BaseDirectory, "Worker", "Onnxruntime", "fake_onnxruntime.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", .. defines, $"-DREAL=\"{behind}\"", "-o", path, source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") != "1")
        {
            Assert.Skip("there is no C compiler");
        }

        return OrtLibrary.Load(new OnnxruntimeFolder(path, "user"));
    }
}

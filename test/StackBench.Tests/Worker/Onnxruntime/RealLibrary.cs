using System.Text.Json;
using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

/// <summary>The ONNX Runtime of the build, loaded once; the worker's configuration says where it lies.</summary>
public sealed class RealLibrary
{
    private readonly Lazy<OrtLibrary?> _library = new(Load);

    /// <summary>Skips the test where this platform has none.</summary>
    internal OrtLibrary Require()
    {
        if (_library.Value is { } library) return library;
        if (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") == "1")
            Assert.Fail("ONNX Runtime is not to be had, but everything is required");
        Assert.Skip("ONNX Runtime is not to be had on this platform");
        return null;
    }

    private static OrtLibrary? Load()
    {
        using var configuration = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.runtimeconfig.json")));
        var properties = configuration.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        if (!properties.TryGetProperty("StackBench.OnnxruntimeFolder", out var folder)) return null;
        try
        {
            return OrtLibrary.Load(OnnxruntimeFolder.Find(null, AppContext.BaseDirectory, folder.GetString()));
        }
        catch (UnsupportedException)
        {
            return null;
        }
    }
}

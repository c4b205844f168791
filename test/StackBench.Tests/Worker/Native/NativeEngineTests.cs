using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native;
using StackBench.Worker.Native.Simd;

namespace StackBench.Tests.Worker.Native;

public sealed class NativeEngineTests
{
    [Fact]
    public async Task It_says_what_it_can_do()
    {
        var ready = await new NativeEngine().DescribeAsync(TestContext.Current.CancellationToken);

        Assert.Equal("native", ready.Engine);
        Assert.Equal(["memory-bandwidth", "memory-latency", "fma-peak"], ready.Ops);
        Assert.Equal("cpu", Assert.Single(ready.Devices).Id);
        Assert.Equal($"{VectorWidths.Available.Max()}", ready.Software["vector-width"]);
    }

    [Theory]
    [InlineData("read", "plain", 1, 8192)]
    [InlineData("copy", "plain", 2, 16384)]
    [InlineData("triad", "plain", 3, 24576)]
    public async Task Bandwidth_is_checked_and_measured_on_small_arrays(string pattern, string store, int arrays, long bytesHeld)
    {
        using var operation = Prepare("memory-bandwidth", $$"""{"pattern":"{{pattern}}","store":"{{store}}","threads":1,"bytes":8192}""");

        Assert.True(operation.Description.Checked);
        Assert.Equal(0, operation.Description.MaxError);
        Assert.Equal(bytesHeld, operation.Description.Bytes);
        Assert.Equal(8192 * arrays, operation.Description.Bytes);
        Assert.Equal(1, operation.Description.Threads);
        Assert.Matches(
            $"^Vector(128|256|512) {pattern}, ", operation.Description.Backend.Replace(", plain stores", "", StringComparison.Ordinal));
        AssertSamples(await operation.MeasureAsync(100, 4, TestContext.Current.CancellationToken), 4);
    }

    [Fact]
    public void Non_temporal_stores_are_named_or_refused()
    {
        const string parameters = """{"pattern":"triad","store":"non-temporal","threads":1,"bytes":800}""";
        if (!VectorWidths.HasNonTemporalStores)
        {
            Assert.Throws<UnsupportedException>(() => Prepare("memory-bandwidth", parameters));
            return;
        }

        using var operation = Prepare("memory-bandwidth", parameters);

        Assert.Contains("non-temporal stores", operation.Description.Backend, StringComparison.Ordinal);
        Assert.Equal(0, operation.Description.MaxError);
    }

    [Fact]
    public async Task Latency_is_measured_over_one_full_cycle()
    {
        using var operation = Prepare("memory-latency", """{"bytes":65536,"steps":1000}""");

        Assert.True(operation.Description.Checked);
        Assert.Equal(65536, operation.Description.Bytes);
        AssertSamples(await operation.MeasureAsync(10, 3, TestContext.Current.CancellationToken), 3);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("fp64")]
    public async Task Fma_peak_is_checked_against_scalar_arithmetic(string dtype)
    {
        Assert.SkipUnless(VectorWidths.HasFusedMultiplyAdd, "this processor has no fused multiply-add");
        foreach (var width in VectorWidths.Available)
        {
            using var operation = Prepare("fma-peak", $$"""{"dtype":"{{dtype}}","width":{{width}},"threads":1,"rounds":1001}""");

            Assert.True(operation.Description.Checked);
            Assert.InRange(operation.Description.MaxError!.Value, 0, operation.Description.Tolerance!.Value);
            Assert.StartsWith($"Vector{width} {dtype}", operation.Description.Backend, StringComparison.Ordinal);
            AssertSamples(await operation.MeasureAsync(10, 2, TestContext.Current.CancellationToken), 2);
        }
    }

    [Theory]
    [InlineData("fma-peak", """{"dtype":"fp32","width":1024,"threads":1,"rounds":10}""", "1024")]
    [InlineData("fma-peak", """{"dtype":"fp16","width":128,"threads":1,"rounds":10}""", "fp16")]
    [InlineData("fma-peak", """{"dtype":"fp32","width":128,"threads":1,"rounds":0}""", "rounds")]
    [InlineData("fma-peak", """{"dtype":"fp32","width":128,"threads":99999,"rounds":10}""", "99999 threads")]
    [InlineData("memory-bandwidth", """{"pattern":"scale","store":"plain","threads":1,"bytes":800}""", "scale")]
    [InlineData("memory-bandwidth", """{"pattern":"copy","store":"cached","threads":1,"bytes":800}""", "cached")]
    [InlineData("memory-bandwidth", """{"pattern":"read","store":"non-temporal","threads":1,"bytes":800}""", "stores nothing")]
    [InlineData("memory-bandwidth", """{"pattern":"copy","store":"plain","threads":1,"bytes":801}""", "801")]
    [InlineData("memory-bandwidth", """{"pattern":"copy","store":"plain","threads":1}""", "bytes")]
    [InlineData("memory-latency", """{"bytes":64,"steps":10}""", "64")]
    [InlineData("memory-latency", """{"bytes":6400,"steps":0}""", "steps")]
    [InlineData("gemm", "{}", "gemm")]
    public void What_it_cannot_do_is_refused_with_the_reason(string op, string parameters, string reason)
    {
        var refusal = Assert.Throws<UnsupportedException>(() => Prepare(op, parameters));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_device_is_refused()
    {
        Assert.Throws<UnsupportedException>(
            () => NativeEngine.Prepare(new Prepare("a", "memory-latency", Json("""{"bytes":6400,"steps":1}"""), "cuda:0", 1)));
    }

    private static void AssertSamples(Samples samples, int count)
    {
        Assert.Equal(count, samples.Seconds.Count);
        Assert.All(samples.Seconds, seconds => Assert.True(seconds > 0));
        Assert.True(samples.EndSeconds > samples.BeginSeconds);
    }

    private static IOperation Prepare(string op, string parameters) =>
        NativeEngine.Prepare(new Prepare("a", op, Json(parameters), "cpu", 1));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

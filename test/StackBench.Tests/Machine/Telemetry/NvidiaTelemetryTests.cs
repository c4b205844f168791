using System.ComponentModel;
using System.Diagnostics;
using StackBench.Machine.Nvidia;

namespace StackBench.Tests.Machine.Telemetry;

/// <summary>The binding to NVIDIA's library against a stand-in of it, compiled here.</summary>
public sealed class NvidiaTelemetryTests : IDisposable
{
    private const string Device = "0000:3b:00.0";

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-nvml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-DLOST=0", 250.5, 0, 1)]
    // A driver from before the reasons were renamed.
    [InlineData("-DLOST=0 -DOLD", 250.5, 1, 1)]
    [InlineData("-DLOST=15", null, 0, 1)]
    public void Each_function_feeds_its_channel(string options, double? watts, double throttled, double limited)
    {
        using var nvml = Nvml.TryOpen(Compile(options))!;
        using var readings = new Readings(NvidiaTelemetry.Open(nvml, Device)).Tick(0).Tick(0.1);
        Assert.Equal([61, 61], readings.Values(".temperature.gpu"));
        Assert.Equal([watts, watts], readings.Values(".power"));
        Assert.Equal([1, 26], readings.Values(".energy"));
        Assert.Equal([1980e6, 1980e6], readings.Values(".clock.core"));
        Assert.Equal([2619e6, 2619e6], readings.Values(".clock.memory"));
        Assert.Equal([0.97, 0.97], readings.Values(".utilisation"));
        Assert.Equal([123456789, 123456789], readings.Values(".vram-used"));
        Assert.Equal([throttled, throttled], readings.Values(".throttle"));
        Assert.Equal([limited, limited], readings.Values(".power-limit"));
        if (watts is null) Assert.Equal("nvmlDeviceGetPowerUsage: the GPU is lost", readings.Reason(".power"));
    }

    [Fact]
    public void A_gpu_the_library_does_not_know_is_unread()
    {
        using var nvml = Nvml.TryOpen(Compile("-DLOST=0"))!;
        using var readings = new Readings(NvidiaTelemetry.Open(nvml, "0000:01:00.0")).Tick(0);
        Assert.Contains("does not know", readings.Reason(".power"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_library_every_channel_says_why()
    {
        using var readings = new Readings(NvidiaTelemetry.Open(null, Device)).Tick(0);
        Assert.All(readings.Series.Channels, series => Assert.Contains("nvidia-smi is too slow", series.Reason, StringComparison.Ordinal));
    }

    private string Compile(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compiles a library for Linux");
        var library = Path.Combine(_folder, "libfake-nvml.so");
        var source = Path.Combine(AppContext.BaseDirectory, "Machine", "Telemetry", "fake_nvml.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-w", .. options.Split(' '), "-o", library, source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") != "1")
        {
            Assert.Skip("no C compiler (cc) to build the stand-in library with");
        }

        return library;
    }
}

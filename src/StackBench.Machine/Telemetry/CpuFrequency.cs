using System.Buffers.Text;
using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Clocks of the processors: from cpufreq, else from <c>/proc/cpuinfo</c> where the kernel measures them. Read at a pace, as
/// it is costly on large machines.
/// </summary>
internal sealed class CpuFrequency : ITelemetrySource
{
    // Evenly spread over the machine; more would not change the mean but cost time and open files.
    private const int MostProcessors = 64;
    private const int CpuInfoBytes = 1 << 20;

    private readonly ReadingPace _pace;
    private readonly ImmutableArray<TelemetryFile> _files;
    private readonly TelemetryFile? _cpuInfo;

    private CpuFrequency(ImmutableArray<TelemetryFile> files, TelemetryFile? cpuInfo, TimeProvider time) => (_files, _cpuInfo, _pace) =
        (files, cpuInfo, new(time));

    private static ImmutableArray<TelemetryChannel> Both { get; } =
    [
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.Frequency, Unit.Hertz),
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.HighestFrequency, Unit.Hertz),
    ];

    public ImmutableArray<TelemetryChannel> Channels => Both;

    public static ITelemetrySource Open(SystemTree tree, TimeProvider time)
    {
        var paths = tree.Names("/sys/devices/system/cpu").Where(IsProcessor)
            .Select(name => $"/sys/devices/system/cpu/{name}/cpufreq/scaling_cur_freq").Where(tree.Exists).ToArray();
        var step = Math.Max(1, (paths.Length + MostProcessors - 1) / MostProcessors);
        var files = paths.Where((_, index) => index % step == 0).Select(path => new TelemetryFile(tree, path, 64))
            .Where(file => file.IsReadable).ToImmutableArray();
        if (!files.IsEmpty) return new CpuFrequency(files, null, time);
        var info = tree.Text("/proc/cpuinfo").Or("");
        // Without these counters the file repeats the nominal clock, whatever the processor does.
        if (!info.Contains(" aperfmperf", StringComparison.Ordinal))
            return new UnreadChannel("no cpufreq, and the kernel cannot measure the clock here (no aperfmperf): /proc/cpuinfo "
                + "would state the nominal one", Both);
        return new CpuFrequency([], new TelemetryFile(tree, "/proc/cpuinfo", CpuInfoBytes), time);
    }

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        if (!_pace.Begin(seconds)) return;
        var (sum, highest, count) = _cpuInfo is null ? OfFiles() : OfCpuInfo(_cpuInfo);
        if (count > 0) (values[0], values[1]) = (sum / count, highest);
        else values.Fill(Fact<double>.Unknown("no processor tells its clock any more"));
        _pace.End(seconds);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        _cpuInfo?.Dispose();
    }

    private (double Sum, double Highest, int Count) OfFiles()
    {
        var (sum, highest, count) = (0.0, 0.0, 0);
        foreach (var file in _files)
        {
            // An offline processor has nothing to tell.
            if (file.Number(1e3) is not { IsKnown: true, Value: > 0 and var hertz }) continue;
            (sum, highest, count) = (sum + hertz, Math.Max(highest, hertz), count + 1);
        }

        return (sum, highest, count);
    }

    private static (double Sum, double Highest, int Count) OfCpuInfo(TelemetryFile file)
    {
        var (sum, highest, count) = (0.0, 0.0, 0);
        var text = file.Read().IsKnown ? file.Content : [];
        for (int at; (at = text.IndexOf("cpu MHz"u8)) >= 0;)
        {
            text = text[(at + "cpu MHz"u8.Length)..].TrimStart("\t: "u8);
            if (!Utf8Parser.TryParse(text, out double megahertz, out _) || megahertz is not (> 0 and < 1e5)) continue;
            (sum, highest, count) = (sum + (megahertz * 1e6), Math.Max(highest, megahertz * 1e6), count + 1);
        }

        return (sum, highest, count);
    }

    private static bool IsProcessor(string name) =>
        name.StartsWith("cpu", StringComparison.Ordinal) && name.Length > 3 && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;
}

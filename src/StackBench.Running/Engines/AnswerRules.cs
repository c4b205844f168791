using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Protocol;
using StackBench.Serving.Engine;

namespace StackBench.Running.Engines;

/// <summary>
/// What is believed of an engine's answers: the one place where their counts, lengths, ranges and uniqueness are limited. Each rule gives
/// the flaw in words, or null. Pure. The limits are stated in docs/worker-protocol.md.
/// </summary>
internal static class AnswerRules
{
    /// <summary>No call of anything lasts a picosecond: a shorter time is a broken clock or a wrong unit.</summary>
    private const double ShortestSeconds = 1e-12;

    private const double ClockSlack = 1.05;
    private const double FirstCallSlackSeconds = 1;

    /// <summary>Medians of larger values could overflow, and no unit needs them.</summary>
    private const double LargestValue = 1e30;

    private const long MostBytes = 1L << 50;
    private const int MostThreads = 1 << 16;
    private const int MostDevices = 1000;
    private const int MostOps = 1000;
    private const int MostFacts = 500;
    private const int MostSeries = 100;
    private const int MostSeriesValues = 1_000_000;
    private const int MostNotes = 50;

    private static readonly ImmutableArray<string> DeviceKinds =
        ["cpu", "cuda", "hip", "xpu", "opencl", "vulkan", WorkerDevice.CpuDriver, ServingEngineSettings.DeviceKind];

    public static string? Flaw(Ready ready)
    {
        if (ready.Protocol != ProtocolVersion.Current)
            return string.Create(CultureInfo.InvariantCulture,
                $"the engine speaks protocol {ready.Protocol}, not {ProtocolVersion.Current}");
        if (ready.Engine.Length == 0 || ready.Version.Length == 0) return "ready names no engine or no version";
        return TooMany(ready.Devices.Count, MostDevices, "devices") ?? TooMany(ready.Ops.Count, MostOps, "operations")
            ?? TooMany(ready.Software.Count, MostFacts, "entries of software")
            ?? ready.Devices.Select(Flaw).FirstOrDefault(flaw => flaw is not null)
            ?? Twice(ready.Devices.Select(device => device.Id), "device")
            ?? ready.Ops.Select(op => NameFlaw(op, "an operation")).FirstOrDefault(flaw => flaw is not null)
            ?? Twice(ready.Ops, "operation")
            ?? ready.Software.Select(fact => NameFlaw(fact.Key, "an entry of software")
                ?? (fact.Value is null ? $"software '{fact.Key}' has no value" : null)).FirstOrDefault(flaw => flaw is not null);
    }

    /// <param name="elapsedSeconds">Between question and answer.</param>
    public static (FailureStage Stage, string Message)? Flaw(Prepared prepared, double elapsedSeconds)
    {
        if (prepared.Backend.Length == 0) return (FailureStage.Protocol, "prepared names no backend");
        if (prepared is { Threads: < 1 or > MostThreads } or { Bytes: < 0 or > MostBytes })
            return (FailureStage.Protocol, "prepared has an impossible size or count of threads");
        if (prepared.FirstCallSeconds is { } first && !(first >= 0 && first <= (elapsedSeconds * ClockSlack) + FirstCallSlackSeconds))
            return (FailureStage.Protocol, $"firstCallSeconds is {NumberText.Exact(first)}, but only "
                + $"{NumberText.Exact(elapsedSeconds)} s passed since prepare");
        if (!prepared.Checked) return null;
        if (prepared is not { MaxError: { } error, Tolerance: { } tolerance })
            return (FailureStage.Protocol, "prepared says checked and misses maxError or tolerance");
        return error >= 0 && double.IsFinite(tolerance) && error <= tolerance
            ? null
            : (FailureStage.Check,
                $"the result deviates by {NumberText.Exact(error)}, more than the {NumberText.Exact(tolerance)} that is admitted");
    }

    /// <param name="elapsedSeconds">Between question and answer.</param>
    public static string? Flaw(Samples samples, long iterations, int count, double elapsedSeconds)
    {
        if (samples.Seconds.Count != count)
            return string.Create(CultureInfo.InvariantCulture,
                $"the engine was asked for {count} samples and sent {samples.Seconds.Count}");
        if (samples.Clock is not ("host" or "device")) return $"the engine names the clock '{samples.Clock}', not 'host' or 'device'";
        for (var i = 0; i < count; i++)
            if (!double.IsFinite(samples.Seconds[i]) || samples.Seconds[i] < ShortestSeconds)
                return string.Create(CultureInfo.InvariantCulture,
                    $"sample {i + 1} is {NumberText.Exact(samples.Seconds[i])} s: a time must be positive and finite");
        var claimedSeconds = samples.Seconds.Sum() * iterations;
        if (claimedSeconds > (elapsedSeconds * ClockSlack) + 0.001)
            return $"the samples add up to {NumberText.Exact(claimedSeconds)} s, but only {NumberText.Exact(elapsedSeconds)} s passed";
        if (!double.IsFinite(samples.BeginSeconds ?? 0) || !double.IsFinite(samples.EndSeconds ?? 0))
            return "beginSeconds and endSeconds must be finite";
        return SeriesFlaw(samples.Extra) ?? NotesFlaw(samples.Notes);
    }

    private static string? Flaw(WorkerDevice? device, int index)
    {
        if (device is null) return string.Create(CultureInfo.InvariantCulture, $"device {index + 1} is null");
        if (NameFlaw(device.Id, "a device") is { } flaw) return flaw;
        if (!DeviceKinds.Contains(device.Kind))
            return $"device '{device.Id}' is of the kind '{AnswerText.Name(device.Kind)}', which is none of "
                + $"{string.Join(", ", DeviceKinds)}";
        return device.MemoryBytes is < 0 or > MostBytes ? $"device '{device.Id}' has an impossible memory size" : null;
    }

    private static string? SeriesFlaw(IReadOnlyDictionary<string, IReadOnlyList<double>>? series)
    {
        if (series is null) return null;
        if (TooMany(series.Count, MostSeries, "series") is { } many) return many;
        foreach (var (name, values) in series)
        {
            if (NameFlaw(name, "a series") is { } flaw) return flaw;
            if (values is null || values.Any(value => !(Math.Abs(value) <= LargestValue)))
                return $"series '{name}' holds a value that is not finite";
        }

        return TooMany(series.Sum(one => (long)one.Value.Count), MostSeriesValues, "values of series");
    }

    private static string? NotesFlaw(IReadOnlyList<SampleNote>? notes) =>
        notes is null ? null
        : TooMany(notes.Count, MostNotes, "notes")
            ?? (notes.Any(note => note is null or { Code.Length: 0 } or { Message.Length: 0 })
            ? "a note misses its code or message"
            : null);

    private static string? NameFlaw(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name)) return $"{what} has no name";
        if (name.Length > AnswerText.LongestName)
            return string.Create(CultureInfo.InvariantCulture,
                $"the name of {what} has {name.Length} characters, more than {AnswerText.LongestName}");
        return SafeText.OneLine(name) == name ? null : $"the name of {what}, '{SafeText.OneLine(name)}', holds control characters";
    }

    private static string? Twice(IEnumerable<string> names, string what) =>
        names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice
            ? $"{what} '{twice.Key}' is listed more than once"
            : null;

    private static string? TooMany(long count, long most, string what) =>
        count > most ? string.Create(CultureInfo.InvariantCulture, $"the engine sent more than {most} {what}") : null;
}

using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>A channel that is one number in one file.</summary>
/// <param name="accepts">What is no sensible value is not kept; null accepts all.</param>
internal sealed class FileChannel(
    TelemetryChannel channel, TelemetryFile file, double factor, Func<double, bool>? accepts = null) : ITelemetrySource
{
    public ImmutableArray<TelemetryChannel> Channels { get; } = [channel];

    public void Read(double seconds, Span<Fact<double>?> values) => values[0] = file.Number(factor).Then<double>(number =>
        accepts is null || accepts(number)
            ? number
            : Fact<double>.Unknown($"the sensor states {Core.Units.NumberText.Exact(number)}, which cannot be"));

    public void Dispose() => file.Dispose();

    /// <summary>The first of several files that can be read; else a channel that says why none can.</summary>
    public static ITelemetrySource OpenFirst(
        SystemTree tree, TelemetryChannel channel, double factor, Func<double, bool>? accepts, params ReadOnlySpan<string> paths)
    {
        string? reason = null;
        foreach (var path in paths)
        {
            var file = new TelemetryFile(tree, path, 64);
            if (file.IsReadable) return new FileChannel(channel, file, factor, accepts);
            reason ??= file.Read().UnknownReason;
            file.Dispose();
        }

        return new UnreadChannel(reason ?? "the device has no sensors", channel);
    }
}

using System.Buffers.Text;
using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>Main memory that could be had without swapping, as the kernel estimates it.</summary>
internal sealed class MemoryTelemetry(SystemTree tree, TimeProvider time) : ITelemetrySource
{
    private const double BytesPerKibibyte = 1024;

    private readonly TelemetryFile _file = new(tree, "/proc/meminfo");
    private readonly ReadingPace _pace = new(time);

    public ImmutableArray<TelemetryChannel> Channels { get; } =
        [new(TelemetryQuantities.MemoryDevice, TelemetryQuantities.Available, Unit.Byte)];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        if (!_pace.Begin(seconds)) return;
        var read = _file.Read();
        values[0] = read.IsKnown ? Available(_file.Content) : Fact<double>.Unknown(read.UnknownReason);
        _pace.End(seconds);
    }

    public void Dispose() => _file.Dispose();

    private static Fact<double> Available(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf("MemAvailable:"u8);
        if (at < 0) return Fact<double>.Unknown("/proc/meminfo tells no MemAvailable");
        return Utf8Parser.TryParse(text[(at + "MemAvailable:"u8.Length)..].TrimStart((byte)' '), out long kibibytes, out _)
            ? kibibytes * BytesPerKibibyte
            : Fact<double>.Unknown("MemAvailable of /proc/meminfo is not a number");
    }
}

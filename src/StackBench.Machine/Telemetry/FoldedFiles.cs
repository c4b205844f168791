using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>A channel made of several like files, e.g. the hottest of all packages; a file without an answer is passed over.</summary>
internal sealed class FoldedFiles(
    TelemetryChannel channel, ImmutableArray<TelemetryFile> files, double factor, Func<double, double, double> fold,
    Func<double, bool> accepts) : ITelemetrySource
{
    public ImmutableArray<TelemetryChannel> Channels { get; } = [channel];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        Fact<double>? folded = null;
        foreach (var file in files)
        {
            var number = file.Number(factor);
            if (number.IsKnown && !accepts(number.Value)) number = Fact<double>.Unknown("the sensor states what cannot be");
            folded = (folded, number) switch
            {
                (null or { IsKnown: false }, _) => number,
                (_, { IsKnown: false }) => folded,
                _ => fold(folded.Value.Value, number.Value),
            };
        }

        values[0] = folded;
    }

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }
}

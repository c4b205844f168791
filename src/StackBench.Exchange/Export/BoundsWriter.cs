using System.Collections.Immutable;
using StackBench.Core.Expectations;
using StackBench.Core.Units;

namespace StackBench.Exchange.Export;

/// <summary>Writes the bounds of a machine as <see cref="BoundsFile"/> reads them, in units a person can change.</summary>
public static class BoundsWriter
{
    private const int Digits = 4;

    public static void Write(ImmutableArray<ExpectedBound> bounds, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ExpectedBound.Header + "\n");
        foreach (var bound in bounds)
        {
            var like = bound.Least ?? bound.Most ?? 1;
            string? Number(double? value) => value is { } known ? NumberText.Parts(known, bound.Unit, like, Digits).Number : null;
            CsvLine.Write(writer, bound.Pattern, bound.Device, bound.Metric, Number(bound.Least), Number(bound.Most),
                NumberText.Parts(like, bound.Unit, like).Symbol);
        }
    }
}

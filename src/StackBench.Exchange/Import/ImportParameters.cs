using System.Globalization;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>Parameters from the texts of other tools.</summary>
internal static class ImportParameters
{
    /// <summary>Those that have a value: whole numbers as numbers, everything else as text.</summary>
    public static Parameters Of(params IEnumerable<(string Name, string? Value)> values) => new(values
        .Where(value => value.Value is not null)
        .Select(value => (Name: ImportText.Name(value.Name), Value: ImportText.Line(value.Value)!))
        .DistinctBy(value => value.Name)
        .Select(value => new KeyValuePair<string, ParameterValue>(
            value.Name, long.TryParse(value.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : value.Value)));
}

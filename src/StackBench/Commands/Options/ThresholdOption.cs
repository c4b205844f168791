using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Core.Metrics;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--threshold</c>: the smallest change that matters, of all metrics or of one.</summary>
internal static class ThresholdOption
{
    public static Option<string[]> Create()
    {
        var option = new Option<string[]>("--threshold", "-t")
        {
            Description = "Smallest change that matters: 5%, or flop-rate=2%. Repeatable; each metric has its own otherwise.",
            HelpName = "[METRIC=]N%",
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Parse(token.Value) is null)
                    result.AddError($"'{OptionParsers.Shown(token.Value)}' is no threshold; write 5% or flop-rate=2%, above 0 % and up "
                        + $"to 100 %, with a metric "
                        + $"out of {string.Join(", ", Names)}");
        });
        return option;
    }

    /// <summary>What the user gave, by metric.</summary>
    public static ImmutableDictionary<string, double> Read(ParseResult parse, Option<string[]> option)
    {
        var wanted = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (metrics, share) in parse.GetValue(option)!.Select(text => Parse(text)!.Value)
            .OrderByDescending(entry => entry.Metrics.Length))
            foreach (var metric in metrics) wanted[metric] = share;
        return wanted.ToImmutable();
    }

    private static IEnumerable<string> Names => MetricDefinitions.All.Select(definition => definition.Name);

    private static (ImmutableArray<string> Metrics, double Share)? Parse(string text)
    {
        var (name, number) = text.Split('=') switch
        {
            [var only] => (null, only),
            [var metric, var share] => ((string?)metric, share),
            _ => (null, ""),
        };
        if (name is not null && !Names.Contains(name, StringComparer.Ordinal)) return null;
        if (!double.TryParse(number.TrimEnd('%').TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is not (> 0 and <= 100))
            return null;
        return (name is null ? [.. Names] : [name], percent / 100);
    }
}

using StackBench.Core.Metrics;

namespace StackBench.Report;

/// <summary>What people read for a metric; its name is for documents and the command line.</summary>
public static class MetricName
{
    /// <summary><c>time per call</c>; the name itself for a metric of another tool.</summary>
    public static string Of(string metric)
    {
        if (MetricDefinitions.All.FirstOrDefault(definition => definition.Name == metric) is not { Title: var title }) return metric;
        // An abbreviation keeps its capitals.
        return title.Length > 1 && char.IsUpper(title[1]) ? title : char.ToLowerInvariant(title[0]) + title[1..];
    }
}

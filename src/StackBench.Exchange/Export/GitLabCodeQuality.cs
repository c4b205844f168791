using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackBench.Core.Comparison;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>GitLab's Code Quality report: an issue for each result that is worse, for the widget of a merge request.</summary>
internal sealed class GitLabCodeQuality : IComparisonExporter
{
    public string Name => "gitlab";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        JsonText.Write(writer, json =>
        {
            json.WriteStartArray();
            // An empty list would read as "no problem found".
            if (ComparisonCounts.Of(comparison).Tested == 0)
                Issue(json, "not-decided", "StackBench", ComparisonAnswer.Of(comparison), "info");
            if (ComparisonText.OnlySuspected(comparison) is { } obstacle) Issue(json, "suspicions-only", "StackBench", obstacle, "info");
            foreach (var finding in ComparisonFinding.Of(comparison, failOn))
            {
                if (finding.Kind is not (FindingKind.Failure or FindingKind.Warning)) continue;
                Issue(json, finding.Word.Replace(' ', '-'), finding.Key.ToString(), $"{finding.Title}: {finding.Text}",
                    finding.Kind == FindingKind.Failure ? "critical" : "minor");
            }

            json.WriteEndArray();
        });
    }

    private static void Issue(Utf8JsonWriter json, string check, string subject, string description, string severity)
    {
        json.WriteStartObject();
        json.WriteString("description", SafeText.OneLine(description));
        json.WriteString("check_name", $"stackbench-{check}");
        // The same result in the same state is the same issue, whatever its numbers.
        json.WriteString("fingerprint", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{check}\n{subject}"))));
        json.WriteString("severity", severity);
        json.WriteStartObject("location");
        // Required, and no file of the project: it groups the issues.
        json.WriteString("path", $"stackbench/{SafeText.OneLine(subject)}");
        json.WriteStartObject("lines");
        json.WriteNumber("begin", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

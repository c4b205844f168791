using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Machine.Doctor;
using Finding = StackBench.Machine.Doctor.Finding;

namespace StackBench.Terminal;

/// <summary>What the doctor found, for the terminal: the worst first, findings of several GPUs that say the same in one.</summary>
internal static class DiagnosisView
{
    private const int Indent = 9;
    private const int LabelWidth = 8;

    /// <param name="showAll">Checks that passed and those not done too, each with its reason.</param>
    public static ImmutableArray<TextLine> Lines(Diagnosis diagnosis, bool showAll, int width, Glyphs glyphs) =>
    [
        .. diagnosis.Findings.GroupBy(finding => finding with { Device = null })
            .SelectMany(group => Of(group.Key, [.. group.Select(finding => finding.Device).OfType<string>()], width, glyphs)),
        .. showAll ? Details(diagnosis, width, glyphs) : [],
        .. Wrapped("", Summary(diagnosis, showAll), Role.Plain, width, glyphs),
    ];

    private static IEnumerable<TextLine> Of(Finding finding, ImmutableArray<string> devices, int width, Glyphs glyphs)
    {
        var (word, role) = finding.Severity switch
        {
            Severity.Problem => ("PROBLEM", Role.Error),
            Severity.Warning => ("WARNING", Role.Warn),
            _ => ("note", Role.Muted),
        };
        yield return TextLine.Of(new Span(word.PadRight(Indent), role), new Span(glyphs.Text(finding.Id), IsHeading: true));
        if (devices.Length > 0)
            foreach (var line in Part("GPU", string.Join(' ', devices))) yield return line;
        foreach (var line in Part("cause", finding.Cause).Concat(Part("effect", finding.Effect)).Concat(Part("remedy", finding.Remedy)))
            yield return line;
        yield return TextLine.Empty;

        IEnumerable<TextLine> Part(string label, string text) =>
            Wrapped(new string(' ', Indent) + label.PadRight(LabelWidth), text, Role.Plain, width, glyphs);
    }

    private static IEnumerable<TextLine> Details(Diagnosis diagnosis, int width, Glyphs glyphs)
    {
        foreach (var group in diagnosis.NotChecked.GroupBy(entry => (entry.Id, entry.Reason)))
        {
            var devices = string.Join(' ', group.Select(entry => entry.Device).OfType<string>());
            yield return TextLine.Of(new Span("unknown".PadRight(Indent), Role.Muted), glyphs.Text(group.Key.Id));
            foreach (var line in Wrapped(
                new string(' ', Indent), $"{group.Key.Reason}{(devices.Length > 0 ? $" ({devices})" : "")}", Role.Muted, width, glyphs))
                yield return line;
        }

        foreach (var id in diagnosis.Passed) yield return TextLine.Of(new Span("fine".PadRight(Indent), Role.Better), glyphs.Text(id));
        yield return TextLine.Empty;
    }

    private static string Summary(Diagnosis diagnosis, bool showAll)
    {
        var counts = Enum.GetValues<Severity>()
            .Select(severity => (severity, Count: diagnosis.Findings.Count(finding => finding.Severity == severity)))
            .Where(entry => entry.Count > 0)
            .Select(entry => Count(entry.Count, entry.severity.ToString().ToLowerInvariant())).ToArray();
        var undone = diagnosis.NotChecked.Select(entry => entry.Id).Distinct(StringComparer.Ordinal).Count();
        return $"{(counts.Length == 0 ? "Nothing found" : string.Join(", ", counts))}; {Count(diagnosis.Passed.Length, "check")} fine"
            + (undone == 0 ? "." : $", {Count(undone, "check")} not done in full{(showAll ? "." : " (--all says why).")}");
    }

    private static string Count(int count, string noun) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    private static IEnumerable<TextLine> Wrapped(string lead, string text, Role role, int width, Glyphs glyphs)
    {
        var label = lead;
        foreach (var line in TextWidth.Wrap(glyphs.Text(text), Math.Max(20, width - lead.Length)))
        {
            yield return TextLine.Of(new Span(label, Role.Muted), new Span(line, role));
            label = new string(' ', lead.Length);
        }
    }
}

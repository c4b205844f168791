using System.Text;
using StackBench.Core.Assessments;
using StackBench.Screens;

namespace StackBench.Tests.Screens;

/// <summary>A frame as text, then its styles by name: <c>3: 0-4 heading, 6-9 Worse</c>.</summary>
internal static class FrameText
{
    public static string Plain(Frame frame) => string.Concat(frame.Lines.Select(line => line.ToString().TrimEnd() + "\n"));

    public static string Styled(Frame frame)
    {
        var text = new StringBuilder(Plain(frame)).Append("-- styles --\n");
        foreach (var (row, line) in frame.Lines.Index())
        {
            var column = 0;
            var parts = new List<string>();
            foreach (var span in line.Spans)
            {
                var end = column + span.Text.Length;
                var style = $"{(span.IsHeading ? "heading " : "")}{(span.Role == Role.Plain ? "" : span.Role)}".Trim();
                if (style.Length > 0 && !string.IsNullOrWhiteSpace(span.Text)) parts.Add($"{column}-{end} {style}");
                column = end;
            }

            if (parts.Count > 0) text.Append(row).Append(": ").AppendJoin(", ", parts).Append('\n');
        }

        return text.ToString();
    }
}

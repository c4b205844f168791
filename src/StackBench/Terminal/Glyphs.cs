using System.Text;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>The characters a terminal can show: all, or ASCII where its encoding is not Unicode.</summary>
internal sealed class Glyphs
{
    private readonly bool _isUnicode;

    private Glyphs(bool isUnicode) => _isUnicode = isUnicode;

    public static Glyphs Unicode { get; } = new(isUnicode: true);

    public static Glyphs Ascii { get; } = new(isUnicode: false);

    public string Ellipsis => _isUnicode ? "…" : "...";

    /// <summary>Before the selected line of a list.</summary>
    public string Pointer => _isUnicode ? "▸" : ">";

    /// <summary>Beside a list that goes on above, or below.</summary>
    public string Above => _isUnicode ? "↑" : "^";

    public string Below => _isUnicode ? "↓" : "v";

    /// <summary>Stands for a value that is missing from a sparkline.</summary>
    public string Gap => _isUnicode ? "·" : "x";

    public string Dash => _isUnicode ? "–" : "-";

    public static Glyphs Of(IAnsiConsole console) => console.Profile.Capabilities.Unicode ? Unicode : Ascii;

    public Span Mark(Mark mark) => new(Text(Vocabulary.SignOf(mark)), Vocabulary.SignOf(mark).Role);

    public Span Sentence(SentenceKind kind) => new(Text(Vocabulary.SignOf(kind)), Vocabulary.SignOf(kind).Role);

    public string Verdict(Verdict verdict) => Text(Vocabulary.SignOf(verdict));

    public string Text(Sign sign) => _isUnicode ? sign.Unicode : sign.Ascii;

    /// <summary>A bar of so many cells, filled by a share from 0 to 1.</summary>
    public string Bar(double share, int width)
    {
        var filled = double.IsNaN(share) ? 0 : (int)Math.Round(Math.Clamp(share, 0, 1) * width);
        var (full, empty) = _isUnicode ? ('█', '░') : ('#', '.');
        return new string(full, filled) + new string(empty, Math.Max(0, width - filled));
    }

    /// <param name="range">What the least and the greatest height stand for; null for those of the values.</param>
    public string Sparkline(IReadOnlyList<double> values, int width, (double Low, double High)? range = null) =>
        Report.Sparkline.Of(values, width, _isUnicode, range);

    /// <summary>Any text made safe and fit for the terminal: every text that is printed goes through here.</summary>
    public string Text(string text)
    {
        var safe = SafeText.OneLine(text);
        return _isUnicode || System.Text.Ascii.IsValid(safe) ? safe : ToAscii(safe);
    }

    private static string ToAscii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            ascii.Append(rune.Value switch
            {
                < 128 => rune.ToString(),
                'µ' or 'μ' => "u",
                '±' => "+/-",
                '°' => " deg ",
                '×' => "x",
                '–' or '—' => "-",
                '…' => "...",
                '∞' => "inf",
                _ => "?",
            });
        }

        return ascii.ToString();
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace StackBench.Report.Writing;

/// <summary>Takes the parts of an interpolated string apart: literals are markup, texts are escaped, numbers are invariant.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _text;

    public MarkupHandler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Markup markup) => _text.Append(markup.ToString());

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts) _text.Append(part.ToString());
    }

    public void AppendFormatted(string? text) => _text.Append(HtmlText.Escape(text ?? ""));

    public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}

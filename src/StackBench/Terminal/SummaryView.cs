using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;

namespace StackBench.Terminal;

/// <summary>What a run says about its machine, a paragraph each sentence; its advice follows in a muted colour.</summary>
internal static class SummaryView
{
    /// <summary>Empty where there is nothing to say.</summary>
    public static ImmutableArray<TextLine> Lines(ImmutableArray<SummarySentence> sentences, int width, Glyphs glyphs) =>
        [.. sentences.SelectMany(sentence => Lines(sentence, width, glyphs))];

    private static IEnumerable<TextLine> Lines(SummarySentence sentence, int width, Glyphs glyphs)
    {
        var sign = glyphs.Sentence(sentence.Kind);
        var indent = new string(' ', TextWidth.Of(sign.Text) + 1);
        var role = sentence.Kind is SentenceKind.Loss or SentenceKind.Problem ? sign.Role : Role.Plain;
        foreach (var (index, line) in TextWidth.Wrap(glyphs.Text(sentence.Text), width - indent.Length).Index())
            yield return index == 0 ? TextLine.Of(sign, " ", new Span(line, role)) : TextLine.Of(indent, new Span(line, role));
        if (sentence.Advice is null) yield break;
        foreach (var line in TextWidth.Wrap(glyphs.Text(sentence.Advice), width - indent.Length))
            yield return TextLine.Of(indent, new Span(line, Role.Muted));
    }
}

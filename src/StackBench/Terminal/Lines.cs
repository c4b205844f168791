using Spectre.Console.Rendering;

namespace StackBench.Terminal;

/// <summary>Lines with the colours of their roles, as they are: laid out already, so that the console neither measures nor wraps.</summary>
internal sealed class Lines(IEnumerable<TextLine> lines) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in lines)
        {
            foreach (var span in line.Spans) yield return new Segment(span.Text, Theme.Of(span));
            yield return Segment.LineBreak;
        }
    }
}

using StackBench.Core.Assessments;
using StackBench.Terminal;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace StackBench.Screens.Host;

/// <summary>Colours of the roles. Background and plain text stay the terminal's own.</summary>
internal static class ScreenColours
{
    private static readonly Color Own = Color.None;
    private static readonly Color Grey = new(138, 138, 138);
    private static readonly Color Orange = new(230, 159, 0);
    private static readonly Color BluishGreen = new(0, 158, 115);
    private static readonly Color Vermillion = new(213, 94, 0);
    private static readonly Color Green = new(0, 190, 0);
    private static readonly Color Red = new(220, 40, 40);

    public static Attribute Of(Span span, Palette palette)
    {
        var style = span.IsHeading || span.Role == Role.Error ? TextStyle.Bold : TextStyle.None;
        var colour = palette == Palette.Mono ? Own : span.Role switch
        {
            Role.Better => palette == Palette.Classic ? Green : BluishGreen,
            Role.Worse or Role.Error => palette == Palette.Classic ? Red : Vermillion,
            Role.Muted => Grey,
            Role.Warn => Orange,
            _ => Own,
        };
        return new Attribute(colour, Own, style);
    }
}

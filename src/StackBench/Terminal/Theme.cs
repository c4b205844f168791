using Spectre.Console;
using StackBench.Core.Assessments;

namespace StackBench.Terminal;

/// <summary>
/// Colours of the roles. Better and worse are bluish green and vermillion of Okabe and Ito's palette, told apart by readers with
/// red-green blindness; no meaning rests on colour alone.
/// </summary>
internal static class Theme
{
    private static readonly Color BluishGreen = new(0, 158, 115);
    private static readonly Color Vermillion = new(213, 94, 0);
    private static readonly Color Orange = new(230, 159, 0);

    public static Style Of(Span span)
    {
        var decoration = span.IsHeading ? Decoration.Bold : Decoration.None;
        return span.Role switch
        {
            Role.Better => new Style(BluishGreen, decoration: decoration),
            Role.Worse => new Style(Vermillion, decoration: decoration),
            Role.Muted => new Style(Color.Grey, decoration: decoration),
            Role.Warn => new Style(Orange, decoration: decoration),
            Role.Error => new Style(Vermillion, decoration: decoration | Decoration.Bold),
            _ => new Style(decoration: decoration),
        };
    }
}

using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>What the axes of a chart stand for: y above its upper end, x below its labels. Only on fine surfaces.</summary>
internal static class AxisTitles
{
    /// <summary>Height that each of the two takes; zero where they are not drawn.</summary>
    public static double Room(IChartSurface surface) => surface.IsFine ? surface.CharacterHeight : 0;

    /// <param name="left">Where the x axis starts.</param>
    public static void Draw(IChartSurface surface, double left, string x, string y)
    {
        if (!surface.IsFine) return;
        surface.Text(0, surface.CharacterHeight / 2, y, Role.Muted);
        surface.Text((left + surface.Width) / 2, surface.Height - (surface.CharacterHeight / 2), x, Role.Muted, TextAlign.Middle);
    }
}

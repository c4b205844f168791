using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Report.Svg;

namespace StackBench.Tests.Report.Charts;

public sealed class SvgSurfaceTests
{
    [Fact]
    public void Lines_of_one_kind_share_a_path_and_a_text_keeps_its_side() => Assert.Equal(
        "<path class=\"stroke plain\" d=\"M0 0L1 1 2 2M5 5L6 6\"/><path class=\"stroke worse dashed\" d=\"M1 0L1 9\"/><text class=\"muted "
            + "end\" x=\"9\" y=\"15\">a&lt;</text>",
        Drawn(surface =>
        {
            surface.Lines([(0, 0), (1, 1), (2, 2)], Role.Plain);
            surface.Line(5, 5, 6, 6, Role.Plain);
            surface.Line(1, 0, 1, 9, Role.Worse, LineStyle.Dashed);
            surface.Text(9, 10, "a<", Role.Muted, TextAlign.Right);
        }));

    [Fact]
    public void A_group_leads_to_its_detail_and_explains_itself() => Assert.Equal(
        "<a href=\"#r1\"><title>a &amp; b</title><path class=\"area muted\" d=\"M0 0h4v2h-4\"/></a><circle class=\"better\" "
            + "r=\"4\" cx=\"1\" cy=\"2\"/>",
        Drawn(surface =>
        {
            surface.Group("a & b", "r1", () => surface.Area(0, 0, 4, 2, Role.Muted));
            surface.Point(1, 2, Role.Better);
        }));

    private static string Drawn(Action<IChartSurface> draw) => SvgSurface.Parts(100, 50, draw).ToString();
}

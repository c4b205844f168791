namespace StackBench.Report.Charts;

/// <summary>
/// The steps of colour of a heat map. They are those of the verdicts: 3 % matters against a device's own history, 10 % against its
/// siblings.
/// </summary>
public static class HeatMapScale
{
    /// <summary>The farthest step to either side of the middle.</summary>
    public const int Most = 3;

    private const double Slight = 0.01, Clear = 0.03, Far = 0.10;

    /// <summary>From -3, slower by 10 % or more, over 0, within 1 %, to 3.</summary>
    /// <param name="difference">A share, not NaN.</param>
    public static int Step(double difference)
    {
        var size = Math.Abs(difference) switch { < Slight => 0, < Clear => 1, < Far => 2, _ => Most };
        return difference < 0 ? -size : size;
    }

    /// <summary>What a step stands for: <c>3 to 10 % slower</c>.</summary>
    public static string Text(int step) => Math.Abs(step) switch
    {
        0 => "within 1 %",
        1 => $"1 to 3 % {Word(step)}",
        2 => $"3 to 10 % {Word(step)}",
        _ => $"10 % or more {Word(step)}",
    };

    private static string Word(int step) => step < 0 ? "slower" : "faster";
}

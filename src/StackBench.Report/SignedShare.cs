using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>A relative change with its sign.</summary>
public static class SignedShare
{
    /// <summary><c>+1.2 %</c> for 0.012, <c>-12 %</c> for -0.12.</summary>
    public static string Of(double share) => (share >= 0 ? "+" : "-") + NumberText.Share(Math.Abs(share));
}

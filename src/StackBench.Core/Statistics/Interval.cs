namespace StackBench.Core.Statistics;

/// <summary>An interval with the confidence it really has.</summary>
/// <param name="Level">Coverage of the median over launches: 0.75 for the range of three launches.</param>
public readonly record struct Interval(double Low, double High, double Level);

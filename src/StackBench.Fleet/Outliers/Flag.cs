namespace StackBench.Fleet.Outliers;

/// <summary>A device that a rule finds slower in one series.</summary>
/// <param name="Column">Of the series.</param>
/// <param name="Residual">Logarithm of the ratio to what was expected; below zero is slower.</param>
/// <param name="Z">How many scales of noise that is.</param>
internal readonly record struct Flag(int Series, int Column, OutlierRule Rule, double Residual, double Z, OutlierState State);

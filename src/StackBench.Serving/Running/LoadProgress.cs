namespace StackBench.Serving.Running;

/// <summary>How far a cell is.</summary>
public readonly record struct LoadProgress(int Ended, int Failed, int Total);

namespace StackBench.Serving.Arrivals;

/// <summary>Where a table has what a trace needs; -1 for a column that it lacks.</summary>
internal readonly record struct TraceColumns(int Time, int Input, int Output);

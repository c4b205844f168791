namespace StackBench.Exchange.Import;

/// <summary>Part of a file that did not become a result.</summary>
/// <param name="What">A line, a record or a kind of rows: <c>line 12</c>, <c>3 rows of size 0</c>.</param>
/// <param name="IsRefused">Whether it should have become one: it is cut or broken.</param>
public sealed record LeftOut(string What, string Why, bool IsRefused = false);

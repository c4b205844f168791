using System.Collections.Immutable;

namespace StackBench.Measuring;

/// <summary>What the user wants an option to be where the command line does not say.</summary>
/// <param name="Verb">Names from the root down, with spaces between: <c>run</c>, <c>history delete</c>.</param>
/// <param name="Option">Without its dashes: <c>launches</c>.</param>
/// <param name="Values">As one would type them; several for an option that may be repeated.</param>
/// <param name="Place">File and line, or the name of the variable.</param>
internal sealed record OptionDefault(string Verb, string Option, ImmutableArray<string> Values, string Place);

using System.Collections.Immutable;

namespace StackBench.Report.Nights;

/// <summary>What is known of a finding: its evidence, its nights and what it has that others have not.</summary>
/// <param name="Points">Nights with a value, oldest first.</param>
/// <param name="Facts">Facts in which it differs from most nodes of its kind; empty where none does.</param>
public sealed record NightDetail(
    string Anchor, string Who, Sign Sign, string Evidence, ImmutableArray<NightPoint> Points,
    ImmutableArray<string> Facts);

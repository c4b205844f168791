namespace StackBench.Report.Nights;

/// <summary>A device, a node or a rack that is slow, in the words of <c>fleet outliers</c>.</summary>
/// <param name="Place">The rack; null where it is unknown.</param>
/// <param name="Against">What it was compared with.</param>
/// <param name="Noise">How many times the noise its loss is.</param>
/// <param name="Anchor">Fragment of its detail; null where the page has none.</param>
public sealed record NightFinding(
    string Who, string? Place, Sign Sign, string Verdict, string Against, string Loss, string Noise, string SeenIn, string? Anchor);

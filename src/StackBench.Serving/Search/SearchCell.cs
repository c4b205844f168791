namespace StackBench.Serving.Search;

/// <summary>One load as it was measured in a search; a load may have several.</summary>
/// <param name="Load">Requests per second, or users; 0 is one request at a time.</param>
/// <param name="Good">Requests that ended well within every limit, of <paramref name="Judged"/> that were scheduled in the window.</param>
/// <param name="PilesUp">Requests under way grew until the end (<see cref="Metrics.Saturation"/>).</param>
/// <param name="IsClientBound">The load generator came near its own limits: what failed is not surely the server.</param>
/// <param name="TtftP99">Seconds; null from too few requests.</param>
public sealed record SearchCell(
    double Load, int Good, int Judged, bool PilesUp = false, bool IsClientBound = false, double? TtftP99 = null);

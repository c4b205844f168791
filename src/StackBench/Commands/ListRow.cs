namespace StackBench.Commands;

/// <summary>One benchmark in the output of <c>list --format json</c>.</summary>
/// <param name="IsPlanned">Whether no engine of this version can run it anywhere.</param>
/// <param name="Engine">Engine that would measure it here; null when it cannot run.</param>
internal sealed record ListRow(
    string Name,
    string Group,
    string Summary,
    string? Engine,
    int QuickWorkloads,
    int StandardWorkloads,
    int FullWorkloads,
    string? Reason,
    string? Remedy,
    bool IsPlanned);

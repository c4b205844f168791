namespace StackBench.Store;

/// <summary>What a new database was made from.</summary>
/// <param name="FromLogs">Runs from their logs.</param>
/// <param name="FromDatabase">Runs without a log from the database before.</param>
/// <param name="Aside">Where the database before lies now; null where there was none.</param>
public sealed record StoreRebuild(int FromLogs, int FromDatabase, string? Aside)
{
    public int Runs => FromLogs + FromDatabase;
}

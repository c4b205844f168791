namespace StackBench.Serving.Search;

/// <summary>Why a search ended.</summary>
public enum SearchEnd
{
    /// <summary>The highest load that keeps the limits and the lowest that does not are near each other.</summary>
    Found,

    /// <summary>Not even one request at a time, or one user, keeps the limits.</summary>
    NoLoadKeeps,

    /// <summary>
    /// The lowest load that fails brought the client to its own limits: those of the server may be higher, and are not known
    /// where no load kept the limits.
    /// </summary>
    ClientBound,

    /// <summary>The highest load of any search keeps the limits.</summary>
    Highest,

    /// <summary>It had measured as many loads, or for as long, as a search may.</summary>
    Unfinished,
}

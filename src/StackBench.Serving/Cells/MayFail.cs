namespace StackBench.Serving.Cells;

/// <summary>How many requests of a load may fail before the load itself has.</summary>
internal enum MayFail
{
    /// <summary>Of a load that is given.</summary>
    Half,

    /// <summary>All but one: of the first load of a search, which goes on with less.</summary>
    Most,

    /// <summary>Of the others of a search, where it says how much the server takes.</summary>
    All,
}

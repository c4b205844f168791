namespace StackBench.Serving.Search;

/// <summary>What the cells of one load say of it.</summary>
public enum LoadVerdict
{
    /// <summary>More requests are needed.</summary>
    Undecided,

    /// <summary>Enough requests keep every limit.</summary>
    Keeps,

    /// <summary>Too few do.</summary>
    Fails,
}

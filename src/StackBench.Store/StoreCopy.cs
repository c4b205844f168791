namespace StackBench.Store;

/// <summary>Which memory of the store has what was written.</summary>
public enum StoreCopy
{
    None,

    /// <summary>The JSON log alone.</summary>
    Log,

    /// <summary>The database alone.</summary>
    Database,
}

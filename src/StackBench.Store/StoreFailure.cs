namespace StackBench.Store;

/// <summary>What kept the store from doing what was asked.</summary>
public enum StoreFailure
{
    DiskFull,

    /// <summary>Another process holds the database longer than the busy timeout.</summary>
    Locked,

    /// <summary>The database is not one, or is damaged.</summary>
    Corrupt,

    ReadOnly,

    /// <summary>The folder or a file in it cannot be created, opened, read or written.</summary>
    Unavailable,

    /// <summary>The store was written by a newer version.</summary>
    NewerVersion,

    UnknownRun,
    AmbiguousRun,

    /// <summary>A run of this id is there already.</summary>
    DuplicateRun,
}

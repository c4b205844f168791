namespace StackBench.Core.Results;

/// <summary>What a sentence of a summary tells.</summary>
public enum SentenceKind
{
    /// <summary>Nothing is wrong.</summary>
    Fine,

    /// <summary>Something to know that is no loss.</summary>
    Note,

    /// <summary>The machine or a layer of its stack gives less than it should.</summary>
    Loss,

    /// <summary>Values cannot be taken for those of the machine.</summary>
    Problem,
}

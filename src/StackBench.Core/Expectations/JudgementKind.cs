namespace StackBench.Core.Expectations;

/// <summary>How a value stands to what devices of its kind give.</summary>
public enum JudgementKind
{
    AsExpected,

    /// <summary>Below the usual band, and no more: seldom a fault.</summary>
    LowerThanUsual,

    /// <summary>Far below the usual band.</summary>
    Low,

    /// <summary>Above the band of what hardware alone sets: counted twice, or served by a cache.</summary>
    UnusuallyHigh,

    /// <summary>Above the sources where software decides, which gets faster.</summary>
    HigherThanSources,

    /// <summary>More than the published rate allows.</summary>
    Impossible,

    /// <summary>Only a test's mark is known, and it is reached.</summary>
    PassesMark,

    BelowMark,

    /// <summary>No figure of this device; within what devices of its class give of their published rate.</summary>
    UsualOfClass,

    LowOfClass,

    NoReference,

    /// <summary>Something forbids a verdict; the text says what.</summary>
    NotJudged,
}

namespace StackBench.Core.Statistics;

/// <summary>What a test holds against the hypothesis that baseline and candidate do not differ.</summary>
internal enum Alternative
{
    /// <summary>The candidate's values are greater.</summary>
    Greater,

    /// <summary>The candidate's values are less.</summary>
    Less,

    /// <summary>Either.</summary>
    TwoSided,
}

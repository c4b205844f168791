namespace StackBench.Serving.Metrics;

/// <summary>What a reader of a cell's numbers must know.</summary>
internal enum LoadWarningKind
{
    /// <summary>Prompts that were sent once were found in a prefix cache.</summary>
    WarmCache,

    /// <summary>Setting up a connection is inside some request's TTFT.</summary>
    NewConnections,

    /// <summary>Sources of the token count differ.</summary>
    TokenCounts,

    /// <summary>So many events came together that gaps between them say little.</summary>
    Coalesced,
}

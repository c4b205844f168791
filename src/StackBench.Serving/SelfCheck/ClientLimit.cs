namespace StackBench.Serving.SelfCheck;

/// <summary>What makes a run one of the client rather than of the server (docs/serving.md).</summary>
public enum ClientLimit
{
    /// <summary>Requests left later than drawn: p99 above 1 ms and above 1 % of the median TTFT.</summary>
    DispatchLag,

    /// <summary>More than 80 % of the processors' time.</summary>
    Cpu,

    /// <summary>Pauses of the garbage collector above 5 % of the time.</summary>
    Pauses,

    /// <summary>More than a third of the events per second that this client can take on this machine.</summary>
    EventRate,
}

namespace StackBench.Serving.Streams;

/// <summary>Where the number of output tokens of a request is from, best first.</summary>
public enum TokenSource
{
    Usage,
    Timings,

    /// <summary>Events that carry text were counted, for the server tells nothing: an event may hold several tokens.</summary>
    Events,
}

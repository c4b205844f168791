namespace StackBench.Running.Engines;

/// <summary>How an engine starts.</summary>
public enum EngineKind
{
    /// <summary>In the worker program.</summary>
    Worker,

    /// <summary>As this very program, which drives another one.</summary>
    Driver,

    /// <summary>As this very program, which calls a server that runs already; never chosen by itself.</summary>
    Endpoint,

    /// <summary>In the user's interpreter.</summary>
    Python,
}

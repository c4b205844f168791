namespace StackBench.Core.Results;

/// <summary>Conditions under which a sample was taken.</summary>
[Flags]
public enum SampleTags
{
    None = 0,

    /// <summary>The device reported throttling.</summary>
    Throttled = 1,

    /// <summary>Other processes competed for the processor.</summary>
    Contended = 2,
}

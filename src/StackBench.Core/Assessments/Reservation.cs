namespace StackBench.Core.Assessments;

/// <summary>A reason to trust a value less. In kebab case it is the code of a note in documents.</summary>
public enum Reservation
{
    /// <summary>The launches differ by more than the change of the metric that matters.</summary>
    Noisy,

    /// <summary>Launches did not settle within their time.</summary>
    Unconverged,

    /// <summary>Other processes used the CPU.</summary>
    Contended,

    /// <summary>The device was throttled.</summary>
    Throttled,

    /// <summary>The host queued calls more slowly than the device executed them.</summary>
    LaunchBound,

    /// <summary>The launches ran different kernels.</summary>
    MixedKernels,

    /// <summary>The result was not verified against a reference.</summary>
    Unchecked,
}

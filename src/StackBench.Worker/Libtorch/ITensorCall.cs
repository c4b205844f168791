namespace StackBench.Worker.Libtorch;

/// <summary>One operation of the library with its inputs made.</summary>
internal interface ITensorCall : IDisposable
{
    /// <summary>The function of ATen that is called, and what of its use is worth knowing.</summary>
    string Operation { get; }

    /// <summary>Memory held for inputs and outputs.</summary>
    long Bytes { get; }

    /// <summary>Size of the output each call makes; null where the output is given.</summary>
    long? FreshBytes { get; }

    /// <summary>The call that is timed.</summary>
    void Invoke();

    /// <summary>Holds the result against a reference in double precision, computed from the rounded inputs.</summary>
    ResultCheck Check(SeededNormals random);
}

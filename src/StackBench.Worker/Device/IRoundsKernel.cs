namespace StackBench.Worker.Device;

/// <summary>A compiled kernel that does the same work in each round of a loop, whose number is an argument.</summary>
internal interface IRoundsKernel : IDisposable
{
    /// <summary>What was asked of the driver: <c>subgroup 32</c>, <c>16x16x16, subgroup 32, 4 subgroups</c>.</summary>
    string Variant { get; }

    /// <summary>Operations of all invocations in a round.</summary>
    double WorkPerRound { get; }

    /// <summary>What the driver made of it; null where it does not show that.</summary>
    InstructionCount? Instructions { get; }

    Dispatch Dispatch(int rounds);

    /// <summary>Runs it on values whose result is known and compares all of the output.</summary>
    /// <exception cref="StackBench.Protocol.Engines.CheckFailedException">The output is wrong.</exception>
    (double Error, double Tolerance) Check();
}

using StackBench.Worker.Device;

namespace StackBench.Tests.Worker.Device;

/// <summary>A kernel that is right and takes the time of the device.</summary>
internal sealed class StubRounds : IRoundsKernel
{
    /// <summary>The rounds that such a call asks for.</summary>
    public static int In(IReadOnlyList<Dispatch> call) => call.Sum(dispatch => BitConverter.ToInt32(dispatch.Arguments, 0));

    public string Variant => "stub";

    public double WorkPerRound => 1000;

    public InstructionCount? Instructions { get; init; }

    public Dispatch Dispatch(int rounds) => new(null!, BitConverter.GetBytes((ulong)rounds), 1);

    public (double Error, double Tolerance) Check() => (0, 0);

    public void Dispose()
    {
    }
}

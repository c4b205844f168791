using StackBench.Protocol.Engines;

namespace StackBench.Worker.Device;

/// <summary>A kernel with the number of rounds that makes a dispatch long enough to be timed and short enough for a display GPU.</summary>
/// <param name="Count">Rounds of a dispatch.</param>
/// <param name="Seconds">Time of such a dispatch.</param>
internal sealed record Rounds(IRoundsKernel Kernel, int Count, double Seconds)
{
    private const double LeastSeconds = 0.002;

    /// <summary>Fits between two moments of other programs on a busy core, and is still far longer than what a dispatch costs.</summary>
    private const double BriefSeconds = 2.5e-4;

    private const int Trials = 3;
    private const double Growth = 4;

    /// <summary>After so many of all attempts it is judged, and more rounds are tried.</summary>
    private const int AttemptsOfACount = 5, Attempts = 80;

    /// <summary>Twice of it is still below the 65,535 rounds after which old drivers stop a loop.</summary>
    private const int MostRounds = 32_000;

    /// <summary>Time of a single round, with what a dispatch costs beside it.</summary>
    public static double SecondsOfOne(IComputeDevice device, IRoundsKernel kernel) => Time(device, kernel, 1);

    /// <summary>Operations a second.</summary>
    public double Rate => Kernel.WorkPerRound * Count / Seconds;

    /// <summary>Grows the rounds from one, so that even the slowest type of a device keeps its display alive.</summary>
    public static Rounds Of(IComputeDevice device, IRoundsKernel kernel)
    {
        var count = 1;
        // One dispatch that was disturbed, or the first, looks long enough with too few rounds.
        var seconds = HostTime(device, kernel, count);
        while (seconds < LeastSeconds && count < MostRounds)
        {
            count = (int)Math.Min(MostRounds, Math.Ceiling(count * Math.Clamp(1.2 * LeastSeconds / Math.Max(seconds, 1e-9), 1.5, Growth)));
            seconds = HostTime(device, kernel, count);
        }

        return new Rounds(kernel, count, Time(device, kernel, count));
    }

    public static Rounds Fastest(IComputeDevice device, IEnumerable<IRoundsKernel> kernels) =>
        kernels.Select(kernel => Of(device, kernel)).MaxBy(rounds => rounds.Rate)!;

    /// <summary>
    /// Twice the rounds must take twice the time: work that a compiler has folded to a constant, or a device that does nothing, does not.
    /// </summary>
    /// <returns>These rounds, or more where so few are hidden behind what a dispatch costs anyway.</returns>
    /// <exception cref="CheckFailedException">They do not, however often and with however many rounds it is tried.</exception>
    public Rounds RequireProportionalTime(IComputeDevice device)
    {
        // Cores of a CPU are shared with other programs; what is looked for is a factor of one.
        var (least, most) = device.Facts.IsCpuDriver ? (1.5, 2.8) : (1.8, 2.2);
        var rounds = this;
        var (once, twice, ratio) = (double.PositiveInfinity, double.PositiveInfinity, 0.0);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // The shortest of all attempts: what disturbs only adds.
            once = Math.Min(once, Time(device, Kernel, rounds.Count));
            twice = Math.Min(twice, Time(device, Kernel, 2 * rounds.Count));
            // Not at once: where all take the same, what is disturbed can take twice of it too.
            if (attempt % AttemptsOfACount != 0) continue;
            ratio = twice / once;
            // What is proportional in brief dispatches is so in these.
            if (ratio >= least && ratio <= most) return rounds.Count < Count ? this : rounds;
            var count = Next(rounds.Count, once, ratio);
            if (count == rounds.Count) continue;
            rounds = rounds with { Count = count, Seconds = Time(device, Kernel, count) };
            (once, twice) = (double.PositiveInfinity, double.PositiveInfinity);
        }

        throw new CheckFailedException(
            FormattableString.Invariant($"{Kernel.Variant}: twice the work takes {ratio:0.00} times the time: it is not what is timed"));

        // Few rounds are hidden behind what a dispatch costs. Of many, a busy core leaves the single alone more often than the double.
        int Next(int count, double seconds, double ratio) => ratio < least
            ? count < MostRounds && CanTake(Growth * seconds) ? Math.Min(MostRounds, (int)Growth * count) : count
            : count > 1 && seconds > 2 * BriefSeconds ? count / 2 : count;

        // The driver of a CPU has no display to keep alive.
        bool CanTake(double seconds) => device.Facts.IsCpuDriver || seconds <= Submissions.LongestDispatchSeconds;
    }

    /// <summary>The time of a call of so much work, when so many are asked for.</summary>
    public Timing Sample(IComputeDevice device, double work, long calls)
    {
        // Few calls are less than a dispatch, many are several.
        var rounds = (int)Math.Clamp(Math.Ceiling(calls * work / Kernel.WorkPerRound), 1, Count);
        var done = rounds * Kernel.WorkPerRound;
        var dispatch = Kernel.Dispatch(rounds);
        return Submissions.Run((long)Math.Ceiling(calls * work / done), Seconds, count => device.Run([dispatch], count)).Times(work / done);
    }

    // A clock of the device that tells too little must not lead to work of seconds.
    private static double HostTime(IComputeDevice device, IRoundsKernel kernel, int rounds)
    {
        var dispatch = kernel.Dispatch(rounds);
        var best = double.PositiveInfinity;
        for (var trial = 0; trial < Trials; trial++) best = Math.Min(best, device.Run([dispatch], 1).HostSeconds);
        return best;
    }

    /// <summary>The shortest of some dispatches.</summary>
    private static double Time(IComputeDevice device, IRoundsKernel kernel, int rounds)
    {
        var dispatch = kernel.Dispatch(rounds);
        var best = double.PositiveInfinity;
        for (var trial = 0; trial < Trials; trial++) best = Math.Min(best, device.Run([dispatch], 1).Seconds);
        return best;
    }
}

using StackBench.Core.Units;

namespace StackBench.Running;

/// <summary>
/// Whether an engine that measures by the host's clock reports less time than passes. What it does between its samples (copies of inputs,
/// loading a model) is its own affair, and the host cannot tell it from a lie by one answer. But twice as many calls in one sample must
/// take as much longer as the engine says, and that is asked of it where its answers took far longer than it claims.
/// </summary>
internal sealed class ClaimCheck(TimeProvider time)
{
    /// <summary>Host time over claimed time below which the claim is confirmed by the answers themselves.</summary>
    private const double UnsuspiciousRatio = 1.3;

    /// <summary>What the time for more calls may be over what is claimed for them.</summary>
    private const double MostRatio = 1.5;

    /// <summary>Least time of more calls, by the host's clock, that can confirm a claim.</summary>
    private const double ConfirmingSeconds = 0.05;

    /// <summary>
    /// Least time of more calls that can condemn: answers reach a busy host hundreds of milliseconds late, whatever was asked.
    /// </summary>
    private const double CondemningSeconds = 1;

    /// <summary>Times in a row that the clocks must disagree: a moment of other work must condemn nobody.</summary>
    private const int Disagreements = 3;

    /// <summary>Times in a row that they must agree: one late answer must acquit nobody.</summary>
    private const int Agreements = 2;

    /// <summary>Factor by which calls grow at once, at most.</summary>
    private const double MostGrowth = 20;

    private const double PatienceSeconds = 20;

    /// <summary>After which a doubt that never became certain ends the workload: what was sampled is no value.</summary>
    private const double MostSeconds = 100;

    /// <summary>Keeps the doubling from overflowing for an engine that does nothing.</summary>
    private const long MostCalls = 1L << 40;

    private static readonly (double Claimed, double Elapsed) Never = (double.PositiveInfinity, double.PositiveInfinity);

    private double _leastRatio = double.PositiveInfinity;

    /// <summary>Whether every answer took far longer than the samples in it.</summary>
    public bool IsSuspicious => _leastRatio is > UnsuspiciousRatio and < double.PositiveInfinity;

    /// <summary>Whether the clocks disagreed when they were last compared: what was sampled is no value then, however it goes on.</summary>
    public bool IsDoubted { get; private set; }

    /// <summary>Takes note of an answer with samples.</summary>
    public void Add(double claimedSeconds, double elapsedSeconds) => _leastRatio = Math.Min(_leastRatio, elapsedSeconds / claimedSeconds);

    /// <param name="calls">Calls of a sample so far.</param>
    /// <param name="measure">Takes one sample of so many calls: claimed seconds and those of the host's clock.</param>
    /// <returns>What is wrong; null where the clocks agree, or nothing can be said.</returns>
    public async Task<string?> FlawAsync(long calls, Func<long, Task<(double Claimed, double Elapsed)>> measure)
    {
        var start = time.GetTimestamp();
        IsDoubted = false;
        string? flaw = null;
        var (agreements, disagreements) = (0, 0);
        var (once, twice) = (Never, Never);
        while (agreements > 0 || disagreements > 0 || IsDoubted || time.GetElapsedTime(start).TotalSeconds < PatienceSeconds)
        {
            // The shortest of all of so many calls: a host that is kept from its processor sees answers late, never early.
            once = Shorter(once, await measure(calls));
            twice = Shorter(twice, await measure(calls * 2));
            var (claimed, elapsed) = (twice.Claimed - once.Claimed, twice.Elapsed - once.Elapsed);
            var judgedSeconds = Math.Min(elapsed, once.Elapsed);
            IsDoubted = judgedSeconds >= ConfirmingSeconds && elapsed > MostRatio * claimed;
            // Who was once in doubt is believed by as much as it would be condemned by.
            if (judgedSeconds >= (flaw is null ? ConfirmingSeconds : CondemningSeconds) && !IsDoubted)
            {
                if (++agreements >= Agreements) return null;
                disagreements = 0;
                continue;
            }

            if (IsDoubted) flaw = Flaw(claimed, elapsed);
            agreements = 0;
            disagreements = IsDoubted && judgedSeconds >= CondemningSeconds ? disagreements + 1 : 0;
            if (disagreements >= Disagreements || (IsDoubted && time.GetElapsedTime(start).TotalSeconds >= MostSeconds)) return flaw;
            if (disagreements > 0) continue;
            calls = (long)Math.Min(calls * Growth(judgedSeconds), MostCalls);
            (once, twice) = (Never, Never);
        }

        return null;
    }

    private static string Flaw(double claimed, double elapsed) =>
        $"the engine reports too little time: it claims {NumberText.Duration(Math.Max(0, claimed))} for more calls that took "
        + $"{NumberText.Duration(elapsed)} by the host's clock";

    // In doubt to where it is decided; else on until there is something to judge.
    private double Growth(double judgedSeconds) =>
        IsDoubted ? Math.Clamp(Math.Ceiling(CondemningSeconds / judgedSeconds), 2, MostGrowth) : 2;

    private static (double Claimed, double Elapsed) Shorter((double Claimed, double Elapsed) a, (double Claimed, double Elapsed) b) =>
        (Math.Min(a.Claimed, b.Claimed), Math.Min(a.Elapsed, b.Elapsed));
}

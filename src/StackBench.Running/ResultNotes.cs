using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Running;

/// <summary>The notes of a result: its reservations in words, then what the engine said in its launches. Pure.</summary>
internal static class ResultNotes
{
    private const int MostKernels = 3;

    public static ImmutableArray<Note> Of(ImmutableArray<Launch> launches, string headline)
    {
        var facts = new LaunchFacts(launches, headline);
        return [.. facts.Reservations().Select(reservation => Note(reservation, facts)), .. Said(launches)];
    }

    private static Note Note(Reservation reservation, LaunchFacts facts)
    {
        var (message, remedy) = Words(reservation, facts);
        return new Note(EnumText.Of(reservation), message, remedy);
    }

    private static (string Message, string? Remedy) Words(Reservation reservation, LaunchFacts facts) => reservation switch
    {
        Reservation.Noisy => ($"launches vary by ±{NumberText.Share(facts.Spread!.Value)}", "close other programs, or use more --launches"),
        Reservation.Unconverged => (
            $"{facts.Unconverged} of {facts.Launches} launches did not settle within their time",
            "use --suite standard or a larger --budget"),
        Reservation.Contended =>
            ($"other processes used the processors in {facts.Contended} of {facts.Launches} launches", "close other programs"),
        Reservation.Throttled => (
            $"{facts.Throttled} of {facts.Samples} samples were taken while the device was throttled",
            "improve the cooling, or wait until it has cooled down"),
        Reservation.LaunchBound => (
            $"the host queued calls more slowly than the device did them in {facts.HostBound} of {facts.Launches} launches: "
            + "programs that do not queue ahead are slower",
            "larger shapes, or calls recorded as a graph, keep the device busy"),
        Reservation.MixedKernels => (
            $"the launches ran different kernels: {Kernels(facts)}", "use more --launches; the values of each stand under --verbose"),
        Reservation.Unchecked => ("the engine did not hold the result against a reference", null),
        _ => throw new ArgumentOutOfRangeException(nameof(reservation), reservation, "unknown reservation"),
    };

    private static string Kernels(LaunchFacts facts) => string.Join("; ", facts.Kernels.Take(MostKernels).Select(
        kernel => $"{kernel.Name} ({kernel.Launches} of {facts.Launches})"));

    private static IEnumerable<Note> Said(ImmutableArray<Launch> launches) =>
        launches.SelectMany(launch => launch.Notes ?? []).GroupBy(note => note.Code).Select(said =>
            launches.Length == 1
                ? said.First()
                : said.First() with { Message = $"{said.First().Message} ({said.Count()} of {launches.Length} launches)" });
}

using System.Globalization;
using StackBench.Core.Units;
using StackBench.Machine.Doctor;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>Says before anything is measured who else uses the CPU, not after minutes.</summary>
internal static class Onlookers
{
    /// <summary>Of a run that is kept.</summary>
    public const string OfRun = "results may be slower, and comparisons with them are suspicions only";

    /// <summary>Of pairs: what others do hits both sides.</summary>
    public const string OfPairs = "results may be slower, and small changes are harder to see";

    public static async Task NoteAsync(
        MeasuringRequest request, string consequence, Surroundings surroundings, CancellationToken cancellation)
    {
        var busy = await BusyLook.TakeAsync(request.Serving?.CalledPort, surroundings.Time, cancellation);
        if (busy.IsEmpty) return;
        var names = busy.Select(process => string.Create(
            CultureInfo.InvariantCulture, $"'{process.Name}' (pid {process.Id}) uses {NumberText.Share(process.Cpus)} of a CPU"));
        surroundings.Note($"contended: {string.Join(", ", names)}; {consequence}");
    }
}

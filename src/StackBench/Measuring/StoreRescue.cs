using System.Collections.Immutable;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>What is said and done at the end of a measurement that the store could not keep.</summary>
internal static class StoreRescue
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Says once what is kept and what is not; what is not goes to a file in the folder for temporary files.</summary>
    /// <param name="written">File the user had the runs written to; null where there is none.</param>
    public static void Explain(Surroundings surroundings, ImmutableArray<Run> runs, RunLoss loss, string? written = null)
    {
        var names = string.Join(" and ", runs.Select(run => $"run {run.Id}"));
        var text = $"error: {loss.Cause.Message}; {loss.Text(names)}";
        var remedy = loss.Cause.Remedy;
        if (loss.HasAll) surroundings.Note($"{text}. {remedy}");
        else if (written is not null)
            surroundings.Note($"{text}; all of them are in {written}. {remedy} Then enter them: stackbench import {written}");
        else if (Write(runs) is { } folder)
            surroundings.Note($"{text}; all of them are in {folder}. {remedy} Then enter them: stackbench import {folder}");
        else
            surroundings.Note($"{text}: only what is shown here is left of them. {remedy} To have a copy elsewhere, add --output FILE "
                + $"(serving: --document FILE)");
    }

    private static string? Write(ImmutableArray<Run> runs)
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("stackbench-").FullName;
            foreach (var run in runs) AtomicFile.Write(Path.Combine(folder, run.Id + ".json"), RunDocument.Write(run), OwnerOnly);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.CommandLine;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>store rebuild</c> and <c>doctor --store</c>: what looks after the stored runs as a whole.</summary>
internal static class StoreCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var rebuild = new Command("rebuild", "Make the database anew from the JSON logs; the one before is kept beside it.");
        rebuild.SetAction(_ =>
        {
            var location = StoreLocation.Of(surroundings.Variable);
            var made = RunStore.Rebuild(location, surroundings.Note);
            surroundings.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{made.FromLogs} runs from logs, {made.FromDatabase} from the database before"));
            surroundings.Note(
                made.Aside is null ? $"made {location.DatabasePath}" : $"made {location.DatabasePath}; the one before is {made.Aside}");
            return (int)ExitCode.Ok;
        });
        return new Command("store", "Look after the stored runs as a whole.") { rebuild };
    }

    /// <returns>Ok where nothing is wrong any more.</returns>
    public static ExitCode Repair(Surroundings surroundings)
    {
        var location = StoreLocation.Of(surroundings.Variable);
        if (StoreSize.Of(location) is null)
        {
            surroundings.Note($"there is no run store in {location.Folder} yet");
            return ExitCode.Ok;
        }

        var findings = RunStore.Repair(location, surroundings.Note);
        foreach (var finding in findings)
            surroundings.WriteLine($"{(finding.Done is null ? "not repaired" : "repaired")}: {Core.Text.SafeText.OneLine(finding.What)}"
                + (finding.Done is null ? "" : $"; {finding.Done}") + (finding.Remedy is null ? "" : $". {finding.Remedy}"));
        if (findings.IsEmpty) surroundings.WriteLine("every run reads, in the database and in its log");
        WriteSize(surroundings);
        return findings.All(finding => finding.Done is not null) ? ExitCode.Ok : ExitCode.Partial;
    }

    /// <summary>How large the store is; nothing where there is none.</summary>
    public static void WriteSize(Surroundings surroundings)
    {
        var location = StoreLocation.Of(surroundings.Variable);
        if (StoreSize.Of(location) is not { } size) return;
        string Of(long bytes) => NumberText.Quantity(bytes, Unit.Byte);
        surroundings.WriteLine($"Run store: {Of(size.TotalBytes)} in {location.Folder} (database {Of(size.DatabaseBytes)}, logs "
            + $"{Of(size.LogBytes)}, models {Of(size.ModelBytes)}).");
    }
}

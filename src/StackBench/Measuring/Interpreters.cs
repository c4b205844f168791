using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Running.Engines;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>What each Python interpreter of this machine could be measured with.</summary>
internal static class Interpreters
{
    /// <param name="engines">Already tried: those of the interpreter that would be used are among them.</param>
    public static async Task<ImmutableArray<InterpreterRow>> ProbeAsync(
        IReadOnlyList<EngineStatus> engines, SoftwareFacts software, Surroundings surroundings, CancellationToken cancellation)
    {
        var folder = PythonEngines.Find(AppContext.BaseDirectory);
        EngineStatus[] used = [.. engines.Where(engine => PythonEngines.Families.Contains(engine.Definition.Name))];
        if (used.Length == 0 || folder is null) return [];
        var path = used[0].Definition.Command[0];
        var known = software.Pythons.FirstOrDefault(python => python.Path == path);
        var rows = ImmutableArray.CreateBuilder<InterpreterRow>();
        if (known is not null || used.Any(engine => engine.Ready is not null || engine.Definition.Missing is null))
            rows.Add(Row(path, known, isUsed: true, used));
        foreach (var python in software.Pythons.Where(python => python.Path != path))
        {
            var definitions = PythonEngines.Define(python.Path, folder, [.. python.Packages.Keys]);
            var found = await EngineProbe.ProbeAsync(definitions, surroundings.Time, cancellation);
            rows.Add(Row(python.Path, python, isUsed: false, found.Select(Redaction.Of(surroundings).Of)));
        }

        return rows.ToImmutable();
    }

    private static InterpreterRow Row(string path, PythonFacts? facts, bool isUsed, IEnumerable<EngineStatus> engines) => new(
        path,
        facts?.Version is { IsKnown: true, Value: var version } ? version : null,
        isUsed,
        [.. engines.Select(engine =>
            new LibraryRow(engine.Definition.Name, engine.Ready?.Version, [.. (engine.Ready?.Devices ?? []).Select(device => device.Id)],
                engine.Reason, engine.Remedy))]);
}

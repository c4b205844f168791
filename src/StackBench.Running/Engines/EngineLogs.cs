using System.Globalization;

namespace StackBench.Running.Engines;

/// <summary>Where the engines of a run keep what they print: a file per launch and engine that printed something.</summary>
/// <param name="Folder">Of the run; made when it is needed.</param>
/// <param name="Redact">What is kept of a line; null for all of it.</param>
/// <param name="FirstLaunch">Number of the first launch: pairs are measured one by one.</param>
public sealed record EngineLogs(string Folder, Func<string, string>? Redact = null, int FirstLaunch = 1)
{
    internal EngineLogFile Open(string engine, int launch) =>
        new(Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{FirstLaunch + launch - 1}-{engine}.log")), Redact);
}

using System.Collections.Immutable;
using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>What <c>run</c> measures where nothing is said: its defaults in config.toml and the environment, for the full screen.</summary>
internal static class SettledRun
{
    private const string Verb = "run";

    /// <summary>A default that is wrong by itself is told and left out.</summary>
    public static MeasuringRequest Read(Surroundings surroundings)
    {
        var measuring = new MeasuringOptions(SuiteDefaults.Launches, RunCommand.Formats);
        var command = new Command(Verb);
        measuring.AddTo(command);
        var root = new RootCommand { command };
        ImmutableArray<OptionDefault> kept = [];
        foreach (var one in OptionDefaults.Of(command, Verb, UserConfiguration.Read(surroundings), surroundings.Variable))
        {
            var errors = Parse([one]).Errors;
            if (errors.Count == 0) kept = kept.Add(one);
            else surroundings.Note($"{one.Place}: {errors[0].Message}");
        }

        return measuring.Read(Parse(kept), []);

        ParseResult Parse(ImmutableArray<OptionDefault> defaults) => root.Parse(OptionDefaults.Insert([Verb], Verb, defaults));
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using StackBench.Core.Assessments;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>config show</c>: what the user has settled once for all, and where.</summary>
internal static class ConfigCommand
{
    private const string Example = "Every option can have a default of yours there: [run] launches = 5, "
        + "or in the environment STACKBENCH_RUN_LAUNCHES=5.";

    public static Command Create(RootCommand root, Surroundings surroundings)
    {
        var show = new Command("show", "Show what config.toml and the environment settle, each with its place.");
        show.SetAction(_ =>
        {
            Show(root, surroundings);
            return (int)ExitCode.Ok;
        });
        return new Command("config", "Look at your defaults of options and of the interpreter.") { show };
    }

    private static void Show(RootCommand root, Surroundings surroundings)
    {
        var settled = UserConfiguration.Read(surroundings);
        var glyphs = Glyphs.Of(surroundings.Out);
        ImmutableArray<(string Name, string Value, string Place)> settings =
        [
            .. settled.Python is { } python ? [("python", python, settled.PythonPlace!)] : ((string, string, string)[])[],
            .. OptionDefaults.Verbs(root).SelectMany(verb => OptionDefaults.Of(verb.Command, verb.Verb, settled, surroundings.Variable))
                .Select(one => ($"{one.Verb} --{one.Option}", string.Join(", ", one.Values), one.Place)),
        ];
        if (settings.IsEmpty) surroundings.WriteLine("Nothing is settled.");
        else
            surroundings.Out.Write(new Grid(
                [new("setting"), new("value", MinWidth: 10), new("from", MinWidth: 20)],
                [.. settings.Select(one => new CellsRow(
                [
                    new Span(glyphs.Text(one.Name), IsHeading: true), glyphs.Text(one.Value),
                    new Span(glyphs.Text(one.Place), Role.Muted),
                ]))],
                glyphs).Layout(surroundings.Out.Profile.Width));
        var file = UserConfiguration.Location(surroundings) ?? "config.toml, for which there is no home";
        surroundings.Note($"the file is {file}. {Example}");
    }
}

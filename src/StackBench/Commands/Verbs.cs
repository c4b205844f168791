using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Exchange.Export;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>The one list of all verbs.</summary>
internal static class Verbs
{
    public static RootCommand CreateRoot(Surroundings surroundings)
    {
        var root = new RootCommand(
            "Measures a machine's ML stack, remembers every measurement, and says whether a change made it faster or slower.");
        foreach (var verb in All(surroundings)) root.Add(verb);
        root.Add(ConfigCommand.Create(root, surroundings));
        root.Add(HelpCommand.Create(root));
        root.Add(ManualCommand.Create(root, surroundings));
        FormatOption.AddShort(root);
        RootHelp.Attach(root);
        return root;
    }

    private static IEnumerable<Command> All(Surroundings surroundings) =>
    [
        DetectCommand.Create(surroundings),
        DoctorCommand.Create(surroundings),
        ListCommand.Create(surroundings),
        RunCommand.Create(surroundings),
        ServingCommand.Create(surroundings),
        HistoryCommand.Create(surroundings),
        ShowCommand.Create(surroundings),
        ExportCommand.Create(surroundings, Exporters.All),
        ImportCommand.Create(surroundings),
        StoreCommand.Create(surroundings),
        BaselineCommand.Create(surroundings),
        CompareCommand.Create(surroundings),
        ExpectCommand.Create(surroundings),
        ReportCommand.Create(surroundings),
        ChartCommand.Create(surroundings),
        AbCommand.Create(surroundings),
        AaCommand.Create(surroundings),
        AroundCommand.Create(surroundings),
        TrendCommand.Create(surroundings),
        TuiCommand.Create(surroundings),
        FleetCommand.Create(surroundings),
        CheckCommand.Create(surroundings),
        SelfTestCommand.Create(surroundings),
        ModelCommand.Create(surroundings),
        CompletionCommand.Create(surroundings),
        WorkerCommand.Create(surroundings),
        EngineCommand.Create(surroundings),
    ];
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace StackBench.Commands;

/// <summary>The root's help: the generated sections, then examples and exit codes.</summary>
internal sealed class RootHelp(HelpAction generated) : SynchronousCommandLineAction
{
    public const string Epilogue = """
        Examples:
          stackbench run                                measure everything that can run here, about two minutes
          stackbench run gemm --launches 5 --label new  one benchmark, more evidence, a name to find it by
          stackbench list                               what can run here, and what the rest needs
          stackbench show latest                        the last result again
          stackbench baseline set latest                what later runs are held against
          stackbench compare                            the last run against it
          stackbench ab gemm --b-env OMP_NUM_THREADS=1  two environments, in interleaved pairs

        Exit codes:
          0    fine
          1    internal error, or everything failed
          2    wrong usage
          3    a regression was found, and --fail-on asked for it; a bound of --expect is not kept
          4    partial: some workloads failed; doctor: a problem or a warning was found
          5    nothing to run here
          130  interrupted; what was measured is kept

        Runs are kept in $STACKBENCH_HOME, else $XDG_DATA_HOME/stackbench, else ~/.local/share/stackbench.
        """;

    public static void Attach(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new RootHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = generated.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand) parseResult.InvocationConfiguration.Output.WriteLine(Epilogue);
        return code;
    }
}

using System.CommandLine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Hidden: <c>manual</c> writes the manual page, for whoever makes a package (<c>eng/package.sh</c>).</summary>
internal static class ManualCommand
{
    public static Command Create(RootCommand root, Surroundings surroundings)
    {
        var command = new Command("manual", "Write the manual page, in roff.") { Hidden = true };
        command.SetAction(_ =>
        {
            foreach (var line in ManualPage.Lines(root, ProgramVersion.Tool.Version, RootHelp.Epilogue)) surroundings.WriteLine(line);
            return (int)ExitCode.Ok;
        });
        return command;
    }
}

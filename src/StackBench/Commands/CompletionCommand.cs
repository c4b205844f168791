using System.CommandLine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>completion</c>: the script with which a shell asks this program what may come next.</summary>
internal static class CompletionCommand
{
    // Candidates are compared, never expanded: a label is a stranger's text.
    private const string Bash = """
        _stackbench() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" each
            COMPREPLY=()
            while IFS= read -r each; do
                case "$each" in /*|-\?) continue ;; esac
                [[ "$each" == "$word"* ]] && COMPREPLY+=("$each")
            done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _stackbench stackbench
        """;

    private const string Zsh = """
        #compdef stackbench
        _stackbench() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=("${(@f)$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- ${found:#(/*|-\?)} || _files
        }
        compdef _stackbench stackbench
        """;

    private const string Fish = """
        function __stackbench_complete
            set -l line (commandline -cp | string collect)
            stackbench "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -rv '^(/.*|-\?)$'
        end
        complete -c stackbench -a '(__stackbench_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName stackbench -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.ToString().PadRight($position).Substring(0, $position)
            stackbench "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" -and $_ -notmatch '^(/|-\?$)' } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts =
        new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["powershell"] = PowerShell };

    public static Command Create(Surroundings surroundings)
    {
        var shell = new Argument<string>("shell")
        {
            Description = "For bash: eval \"$(stackbench completion bash)\" in ~/.bashrc; likewise for zsh. "
                + "For fish: stackbench completion fish | source.",
            HelpName = string.Join('|', Scripts.Keys),
        };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print the script that lets a shell complete verbs, options, benchmarks and runs.")
        {
            shell,
        };
        command.SetAction(parse =>
        {
            surroundings.WriteLine(Scripts[parse.GetRequiredValue(shell)].ReplaceLineEndings("\n"));
            return (int)ExitCode.Ok;
        });
        return command;
    }
}

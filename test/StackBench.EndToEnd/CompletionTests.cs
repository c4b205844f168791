using System.Diagnostics;

namespace StackBench.EndToEnd;

/// <summary>What a real bash offers after Tab, by the script that the program prints.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("stackbench ru", "run")]
    [InlineData("stackbench run ge", "gemm")]
    [InlineData("stackbench run gemm --sui", "--suite")]
    [InlineData("stackbench run --engine nati", "native")]
    [InlineData("stackbench completion fi", "fish")]
    [InlineData("stackbench show lat", "latest")]
    [InlineData("stackbench show be", "before-7.1")]
    [InlineData("stackbench nosuchverb", "")]
    public async Task Bash_completes(string line, string expected)
    {
        await ImportAsync("before-7.1");
        Assert.Equal(expected, await CompleteAsync(line));
    }

    /// <summary>A label is a stranger's text: bash must not run what stands in it.</summary>
    [Fact]
    public async Task A_label_is_never_expanded()
    {
        var trap = Path.Combine(_store.Path, "trap");
        await ImportAsync($"$(touch {trap})");
        Assert.DoesNotContain("touch", await CompleteAsync("stackbench show "), StringComparison.Ordinal);
        Assert.False(File.Exists(trap));
    }

    private async Task ImportAsync(string label)
    {
        var file = Path.Combine(_store.Path, "run.json");
        await File.WriteAllTextAsync(file, StoredDocument.Of("20260101-080000-0001"), TestContext.Current.CancellationToken);
        Assert.Equal(0, Session.Run(_store.Path, "import", file, "--label", label).ExitCode);
    }

    private async Task<string> CompleteAsync(string line)
    {
        // As readline calls it: the line, the place in it, and its words.
        const string Ask = """
            stackbench() { "$PROGRAM" "$@"; }
            eval "$(stackbench completion bash)"
            COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"
            [[ "$1" == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _stackbench
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", Ask, "bash", line]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["STACKBENCH_HOME"] = _store.Path;
        start.Environment["PROGRAM"] = Binary.Built;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }
}

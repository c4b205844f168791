using System.Diagnostics;

namespace StackBench.EndToEnd;

/// <summary>What a full disk, a closed stream or a reader that leaves does to every verb: a sentence and an exit code.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public OutputTests()
    {
        foreach (var id in (string[])["20260101-080000-0001", "20260102-080000-0002"])
        {
            var file = Path.Combine(_store.Path, $"{id}.json");
            File.WriteAllText(file, StoredDocument.Of(id));
            Assert.Equal(0, Session.Run(Home, "import", file).ExitCode);
        }
    }

    private string Home => Path.Combine(_store.Path, "home");

    public void Dispose() => _store.Dispose();

    public static TheoryData<string> Verbs =>
    [
        "--help", "--version", "run --help", "detect", "detect --format json", "doctor", "list", "history", "history --format csv",
        "show latest",
        "show latest --format json", "export latest", "export latest --format html", "report latest --output -", "chart samples latest",
        "compare 20260101 20260102", "compare 20260101 20260102 --format json", "trend gemm", "doctor --store", "import --dry-run *.json",
        "history prune --keep 1", "store rebuild",
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_result_that_finds_no_room_is_said(string verb) => AssertSaid(verb, ">/dev/full", "no space is left there");

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_result_that_finds_its_stream_closed_is_said(string verb) => AssertSaid(verb, ">&-", "it is closed");

    [Theory]
    [InlineData("export latest --format html")]
    [InlineData("detect --format json")]
    public void A_reader_that_leaves_in_the_middle_is_said(string verb) =>
        // It reads nothing and leaves: a pipe may hold all of a short result.
        AssertSaid(verb, "| sleep 0", "its reader ended", isPiped: true);

    [Fact]
    public void A_closed_stderr_ends_nothing() => Assert.Equal(0, Shell("history", "2>&-").Code);

    private void AssertSaid(string verb, string where, string reason, bool isPiped = false)
    {
        var (code, error) = Shell(verb, where);
        // A result that was written before the reader left has arrived.
        if (isPiped && error.Length == 0) return;
        Assert.Contains($"the result could not be written to stdout: {reason}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        Assert.NotEqual(0, code);
    }

    private (int Code, string Error) Shell(string verb, string where)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -o pipefail; '{Binary.Built}' {verb} {where}"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _store.Path,
        };
        start.Environment["STACKBENCH_HOME"] = Home;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}

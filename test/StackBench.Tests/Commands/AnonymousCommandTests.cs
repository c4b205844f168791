using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

/// <summary>What leaves this machine for strangers, by the verbs that write it.</summary>
public sealed class AnonymousCommandTests : IDisposable
{
    private static readonly string[] PrivateWords = ["alice", "node-17", "/home", "secret line", "1563221000417", "my label"];

    private readonly CommandRun _command = new();

    public AnonymousCommandTests()
    {
        using var store = _command.OpenStore();
        for (var day = 0; day < 3; day++)
        {
            var run = HistoryRun.Of(day);
            store.Import(run with
            {
                Label = "my label",
                Fingerprint = run.Fingerprint.With(
                [
                    new("os.hostname", "node-17", FactRole.Noise), new("gpu.0000:03:00.0.serial", "1563221000417", FactRole.Identity),
                    new("env.TRITON_CACHE_DIR", "/home/alice/.triton", FactRole.Cause),
                ]),
                Results =
                [
                    .. run.Results,
                    run.Results[0] with
                    {
                        Workload = "run /home/alice/a.sh",
                        Outcome = new Failed(FailureStage.Start, "alice has no a.sh on node-17", ["secret line"]),
                        Launches = [],
                    },
                ],
            });
        }
    }

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData(true, "export", "latest", "--format", "json", "--anonymous")]
    [InlineData(true, "export", "latest", "--format", "csv", "--anonymous")]
    [InlineData(true, "export", "latest", "--format", "md", "--anonymous")]
    [InlineData(true, "export", "latest", "--format", "html", "--anonymous")]
    [InlineData(true, "report", "latest", "--output", "-", "--anonymous")]
    [InlineData(true, "report", "latest", "--output", "-", "--share")]
    [InlineData(true, "report", "latest", "--output", "-", "--share", "--against", "my label")]
    [InlineData(false, "export", "latest", "--format", "json")]
    [InlineData(false, "report", "latest", "--output", "-")]
    [InlineData(false, "report", "latest", "--output", "-", "--share", "--anonymous", "false")]
    public async Task Only_what_is_asked_for_is_anonymous(bool isAnonymous, params string[] args)
    {
        var (code, output, _) = await _command.Run(args);
        Assert.Equal(0, code);
        Assert.Contains("run &lt;path&gt;|run <path>|run \\u003Cpath\\u003E|run /home/alice/a.sh".Split('|'),
            name => output.Contains(name, StringComparison.Ordinal));
        string[] told = [.. PrivateWords.Where(word => output.Contains(word, StringComparison.OrdinalIgnoreCase))];
        if (isAnonymous) Assert.Empty(told);
        else Assert.Equal(PrivateWords.Except(output.Contains("1563221000417", StringComparison.Ordinal) ? [] : ["1563221000417"]), told);
        Assert.Equal(!isAnonymous && args[0] == "report", output.Contains("id=\"history\"", StringComparison.Ordinal));
    }
}

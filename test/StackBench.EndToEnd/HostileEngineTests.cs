using System.Globalization;
using System.Text.Json;

namespace StackBench.EndToEnd;

/// <summary>The program against engines that lie, babble, hang and die: a result of another engine is kept whatever one does.</summary>
public sealed class HostileEngineTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    /// <summary>Modes of the fake worker, and what they come to: 0 where its engine is not used or believed, 4 where it fails.</summary>
    public static TheoryData<string, int> Modes { get; } = Rows(
        (0, "exits old refuses devices-null devices-twice devices-many device-nameless device-escapes device-kind device-memory "
            + "device-number device-long engine-nameless version-nameless ops-null ops-twice ops-many ops-text software-null software-many "
            + "software-nameless protocol-text protocol-huge type-unknown type-missing not-an-object null-message deep surrogate not-utf8 "
            + "too-large hello-samples hello-error-long unsupported unsupported-long noise well engine-long engine-bidi version-escapes "
            + "software-long backend-long backend-escapes notes-long copies"),
        (4, "wrong-result wrong-id liar negative-threads first-call-long first-call-infinite first-call-negative bytes-negative bytes-huge "
            + "threads-zero threads-many backend-nameless error-infinite error-negative tolerance-infinite prepare-error-long "
            + "prepare-error-stage prepare-fatal prepare-ready prepare-nothing id-long infinite huge tiny texts too-many seconds-null "
            + "clock-missing begin-infinite series-infinite series-huge series-nameless series-many notes-null notes-nameless notes-many "
            + "measure-error-long dies dies-with-words broken-json half-line nan negative zero too-few too-long "
            + "odd-clock regrets half-time "
            + "half-time-device leaves-child leaves-daemon leaves-nameless-daemon closes-output"));

    [Theory]
    [MemberData(nameof(Modes))]
    public void Whatever_an_engine_does_the_run_goes_on(string mode, int exitCode)
    {
        var (code, output, error) = Run(mode, "--format", "json");
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output + error);
        Assert.InRange(error.Length, 1, 20_000);
        Assert.Equal(exitCode, code);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("complete", document.RootElement.GetProperty("status").GetString());
        var native = document.RootElement.GetProperty("results").EnumerateArray()
            .Single(result => result.GetProperty("benchmark").GetString() == "compute-peak");
        Assert.Equal("ok", native.GetProperty("outcome").GetProperty("kind").GetString());
        Assert.InRange(output.Length, 1, 400_000);
    }

    [Theory]
    [InlineData("stuck")]
    [InlineData("endless")]
    [InlineData("mute")]
    public void A_budget_ends_whatever_hangs(string mode)
    {
        var (code, output, error) = Run(mode, "--budget", "3s", "--format", "json");
        // The other engine's turn may come before it or after the budget.
        Assert.Contains(code, (int[])[0, 5]);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("complete", document.RootElement.GetProperty("status").GetString());
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_cut_is_whole_in_the_log()
    {
        Assert.Equal(4, Run("measure-error-long").Code);
        var show = Session.Run(_store.Path, "show", "latest", "--verbose");
        Assert.Contains("--log", show.Error, StringComparison.Ordinal);
        Assert.InRange(show.Out.Length, 1, 50_000);
        Assert.InRange(Session.Run(_store.Path, "show", "latest", "--log").Out.Length, 1 << 20, 3 << 20);
    }

    [Theory]
    [InlineData("leaves-child")]
    [InlineData("leaves-daemon")]
    [InlineData("leaves-nameless-daemon")]
    public void Nothing_of_a_run_is_alive_after_it(string mode)
    {
        Assert.Equal(4, Run(mode).Code);
        Assert.True(TryFindLeft(Path.Combine(_store.Path, "engine-logs"), out var left));
        Assert.False(Directory.Exists($"/proc/{left}"));
    }

    [Fact]
    public async Task Nothing_outlives_a_host_that_is_killed()
    {
        using var temporary = new StoreFolder();
        using var session = Start("leaves-daemon-and-hangs", temporary.Path);
        var log = Path.Combine(_store.Path, "engine-logs");
        int left;
        while (!TryFindLeft(log, out left)) await Task.Delay(50, TestContext.Current.CancellationToken);
        var engines = session.Children();
        Session.Signal(session.ProcessId, "KILL");
        session.WaitForExit();
        foreach (var pid in (int[])[left, .. engines]) Assert.True(await Session.EndsAsync(pid), $"{pid} outlives the host");
        for (var waits = 0; waits < 200 && Directory.EnumerateDirectories(temporary.Path).Any(); waits++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateDirectories(temporary.Path));
    }

    private static bool TryFindLeft(string folder, out int pid)
    {
        pid = 0;
        if (!Directory.Exists(folder)) return false;
        foreach (var file in Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            if (reader.ReadToEnd().Split('\n').FirstOrDefault(line => line.StartsWith("left ", StringComparison.Ordinal)) is { } line)
                return int.TryParse(line[5..], NumberStyles.None, CultureInfo.InvariantCulture, out pid);
        }

        return false;
    }

    private (int Code, string Out, string Error) Run(string mode, params string[] more)
    {
        using var session = Start(mode, null, more);
        var code = session.WaitForExit();
        return (code, session.Out, session.Error);
    }

    private Session Start(string mode, string? temporary, params string[] more)
    {
        (string, string)[] variables = [("STACKBENCH_FAKE", mode), .. temporary is null ? [] : ((string, string)[])[("TMPDIR", temporary)]];
        return Session.Start(
            Binary.Built, _store.Path, variables,
            ["run", "compute-peak", "autograd", "--only", "fp32 256-bit, 1 thread", "--only", "*step", "--engine", "native", "--engine",
                "pytorch", "--python", Binary.FakeWorker, "--launches", "1", "--seed", "1", .. more]);
    }

    private static TheoryData<string, int> Rows(params (int Code, string Modes)[] groups)
    {
        var rows = new TheoryData<string, int>();
        // A run takes seconds: of a hundred modes every fifth, and all of them when asked. EngineLieTests has each without a run.
        var step = Environment.GetEnvironmentVariable("STACKBENCH_EVERY_MODE") == "1" ? 1 : 5;
        foreach (var (code, modes) in groups)
            foreach (var (index, mode) in modes.Split(' ').Index())
                if (index % step == 0) rows.Add(mode, code);
        return rows;
    }
}

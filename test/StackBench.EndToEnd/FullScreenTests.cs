using Microsoft.Data.Sqlite;

namespace StackBench.EndToEnd;

/// <summary>The full screen on a real terminal.</summary>
public sealed class FullScreenTests : IDisposable
{
    /// <summary>On the run page: one launch of compute-peak, the third benchmark.</summary>
    private static readonly string[] QuickRun = ["2", "j", "h", "h", .. Enumerable.Repeat("j", 8), "Space", "r"];

    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task It_opens_walks_through_its_pages_and_leaves_the_terminal_as_it_was()
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        foreach (var (key, title) in ((string, string)[])[("1", "[1 Home]"), ("3", "[3 Results]"), ("4", "[4 Compare]"),
            ("5", "[5 History]"), ("7", "[7 Machine]"), ("6", "[6 Report]")])
        {
            screen.Press(key);
            await screen.Wait(title);
        }

        screen.Resize(60, 20);
        await screen.Wait("needs 80x24");
        screen.Resize(160, 50);
        await screen.Wait("[6 Report]");
        screen.Press("q");
        await screen.Wait("ended 0");
        screen.AssertRestored();
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_and_the_terminal_is_restored(string signal)
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        screen.Signal(signal);
        await screen.Wait("ended ");
        screen.AssertRestored();
    }

    [Fact]
    public async Task The_published_program_measures_pins_measures_again_compares_and_exports()
    {
        using var screen = new TmuxScreen(Binary.Published(), _store.Path);
        await screen.Wait("[2 Run]");
        screen.Press(QuickRun);
        await screen.Wait("kept as run");
        Assert.Contains("[1 Home]", await screen.Wait("GFLOP/s"), StringComparison.Ordinal);
        screen.Press("b");
        await screen.Wait("is the baseline");
        screen.Press("2");
        await screen.Wait("[2 Run]");
        screen.Press("r");
        await screen.Wait("kept as run");
        screen.Press("4");
        Assert.Contains("[4 Compare]", await screen.Wait("ratio, above 1 is worse"), StringComparison.Ordinal);
        screen.Press("6", "e");
        await screen.Wait("written: ");
        screen.Press("q");
        await screen.Wait("ended 0");
        screen.AssertRestored();
        Assert.Single(Directory.GetFiles(_store.Path, "stackbench-*.*"));
        Assert.Contains("tool.interface", Session.Run(_store.Path, "export", "latest").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_terminal_stops_the_run_and_what_was_measured_is_kept()
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        screen.Press(["l", .. QuickRun]);
        await screen.Wait("one launch: spread unkn");
        int[] processes = [screen.Program(), .. screen.Engines()];
        Assert.True(processes.Length > 1);
        screen.Close();
        foreach (var process in processes) Assert.True(await Session.EndsAsync(process), $"process {process} outlives its terminal");
        Assert.Contains("compute-peak", Session.Run(_store.Path, "show", "latest").Out, StringComparison.Ordinal);
        Assert.Contains("interrupted", Session.Run(_store.Path, "history").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_is_closed_while_nothing_is_measured_ends_it()
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        var program = screen.Program();
        screen.Close();
        Assert.True(await Session.EndsAsync(program), $"process {program} outlives its terminal");
    }

    [Fact]
    public async Task An_engine_that_dies_fails_its_workload_and_the_run_goes_on()
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        screen.Press(["l", .. QuickRun]);
        await screen.Wait("samples, median");
        foreach (var engine in screen.Engines()) Session.Signal(engine, "KILL");
        await screen.Wait("✗ compute-peak");
        await screen.Wait("one launch: spread unkn");
        screen.Press("x");
        await screen.Wait("kept as run");
        screen.Press("q");
        await screen.Wait("ended 0");
        screen.AssertRestored();
    }

    [Fact]
    public async Task Stopped_by_the_shell_it_gives_the_terminal_back_and_returns()
    {
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("[2 Run]");
        screen.Press("C-z");
        // The shell goes on with what follows the program: 148 is 128 and SIGTSTP.
        await screen.Wait("ended 148");
        screen.AssertGivenBack();
        screen.Type("fg; stty -g > after; echo 'back''again'");
        screen.Press("Enter");
        await screen.Wait("[2 Run]");
        screen.Press("q");
        await screen.Wait("backagain");
        screen.AssertRestored();
    }

    [Fact]
    public async Task A_locked_store_is_said_and_the_screen_stays_open()
    {
        Assert.Equal(0, Session.Run(_store.Path, "history").ExitCode);
        using var other = new SqliteConnection($"Data Source={Path.Combine(_store.Path, "stackbench.db")};Pooling=False");
        other.Open();
        using var holds = other.CreateCommand();
        holds.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
        holds.ExecuteNonQuery();
        using var screen = new TmuxScreen(Binary.Built, _store.Path);
        await screen.Wait("in use by another process");
        screen.Press("7");
        await screen.Wait("[7 Machine]");
        screen.Press("q");
        await screen.Wait("ended 0");
        screen.AssertRestored();
    }
}

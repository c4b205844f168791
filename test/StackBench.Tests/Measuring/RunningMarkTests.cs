using StackBench.Measuring;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Measuring;

/// <summary>Runs into one store see each other while they last.</summary>
public sealed class RunningMarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_of_two_runs_names_the_first_by_its_process()
    {
        using var first = Begin();
        Assert.Empty(_notes);
        using var second = Begin();
        Assert.Contains(
            $"another process measures into this store now (pid {Environment.ProcessId})", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_the_first_run_makes_is_its_owners_alone()
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows()) return;
        var home = new StoreLocation(_folder.File("new/home"));
        using var mark = RunningMark.Begin(home, _notes.Add);
        Assert.Equal((owner, owner), (File.GetUnixFileMode(home.Folder), File.GetUnixFileMode(Path.Combine(home.Folder, "running"))));
        // An earlier version left it open: then it is closed, though it holds more than runs.
        File.SetUnixFileMode(home.Folder, owner | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using (RunStore.Open(home)) Assert.Equal(owner, File.GetUnixFileMode(home.Folder));
    }

    [Fact]
    public void A_run_that_ended_is_not_mentioned_and_leaves_nothing()
    {
        Begin().Dispose();
        Begin().Dispose();
        Assert.Empty(_notes);
        Assert.Empty(Directory.EnumerateFiles(_folder.File("running")));
    }

    [Fact]
    public void The_mark_of_a_run_that_was_killed_is_swept_away()
    {
        Directory.CreateDirectory(_folder.File("running"));
        File.WriteAllText(_folder.File("running/4711-dead.lock"), "");
        using var mark = Begin();
        Assert.Empty(_notes);
        Assert.False(File.Exists(_folder.File("running/4711-dead.lock")));
    }

    [Fact]
    public void A_store_that_cannot_be_written_says_nothing_here()
    {
        File.WriteAllText(_folder.File("running"), "");
        Begin().Dispose();
        Assert.Empty(_notes);
    }

    private RunningMark Begin() => RunningMark.Begin(new StoreLocation(_folder.Path), _notes.Add);
}

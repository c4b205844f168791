using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>Who may read a store, as the file system says it.</summary>
public sealed class StoreModesTests : IDisposable
{
    private const string Private = "700", PrivateFile = "600";

    private readonly TemporaryFolder _folder = new();
    private readonly StoreLocation _location;
    private readonly List<string> _notes = [];

    public StoreModesTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        _location = new StoreLocation(_folder.File("store"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_is_its_owners_alone_while_it_is_written_and_after()
    {
        using var store = RunStore.Open(_location);
        store.Begin(HistoryRun.Of(0) with { Results = [] });
        store.Import(HistoryRun.Of(1));
        store.Import([HistoryRun.Of(2)]);
        AssertModes(Private, PrivateFile);
        Assert.Contains(_location.DatabasePath + "-wal", Directory.EnumerateFiles(_location.Folder));
        Assert.Contains(_location.DatabasePath + "-shm", Directory.EnumerateFiles(_location.Folder));
    }

    [Fact]
    public void Wider_modes_of_an_earlier_version_are_narrowed_and_that_is_said()
    {
        using (var store = RunStore.Open(_location)) store.Import(HistoryRun.Of(1));
        foreach (var folder in (string[])[_location.Folder, _location.LogFolder]) Set(folder, "755");
        foreach (var file in (string[])[_location.DatabasePath, _location.LogPath(HistoryRun.Of(1).Id)]) Set(file, "644");
        using (RunStore.Open(_location, _notes.Add)) AssertModes(Private, PrivateFile);
        Assert.Contains("now they cannot", Assert.Single(_notes), StringComparison.Ordinal);
        using (RunStore.Open(_location, _notes.Add)) Assert.Single(_notes);
    }

    [Fact]
    public void A_folder_that_holds_other_things_keeps_its_mode()
    {
        Directory.CreateDirectory(_location.Folder);
        Set(_location.Folder, "755");
        File.WriteAllText(Path.Combine(_location.Folder, "thesis.txt"), "");
        using (var store = RunStore.Open(_location)) store.Import(HistoryRun.Of(1));
        using (RunStore.Open(_location, _notes.Add)) Assert.Empty(_notes);
        Assert.Equal("755", Mode(_location.Folder));
        Assert.Equal(PrivateFile, Mode(_location.DatabasePath));
        Assert.Equal(Private, Mode(_location.LogFolder));
    }

    [Fact]
    public void A_folder_that_is_writable_for_a_group_is_shared_with_it()
    {
        Directory.CreateDirectory(_location.Folder);
        Set(_location.Folder, "2770");
        using var store = RunStore.Open(_location, _notes.Add);
        store.Begin(HistoryRun.Of(0) with { Results = [] });
        store.Import(HistoryRun.Of(1));
        store.Import([HistoryRun.Of(2)]);
        AssertModes("2770", "660");
        Assert.Empty(_notes);
    }

    private void AssertModes(string folders, string files)
    {
        Assert.Equal(folders, Mode(_location.Folder));
        Assert.All(Directory.EnumerateDirectories(_location.Folder, "*", SearchOption.AllDirectories), path =>
            Assert.Equal(folders, Mode(path)));
        Assert.All(Directory.EnumerateFiles(_location.Folder, "*", SearchOption.AllDirectories), path => Assert.Equal(files, Mode(path)));
    }

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static void Set(string path, string mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
    }
}

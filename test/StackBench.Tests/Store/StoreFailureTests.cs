using Microsoft.Data.Sqlite;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

public sealed class StoreFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoreLocation _location;

    public StoreFailureTests() => _location = new StoreLocation(_folder.File("store"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        using (var store = RunStore.Open(_location)) store.Connection.Execute("PRAGMA user_version = 99");
        var before = File.ReadAllBytes(_location.DatabasePath);
        var error = Assert.Throws<StoreException>(() => RunStore.Open(_location));
        Assert.Equal(StoreFailure.NewerVersion, error.Failure);
        Assert.EndsWith(
            "was written by a newer StackBench (store version 99; this one knows up to 3)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update stackbench", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_location.DatabasePath));
    }

    [Fact]
    public void Opening_twice_migrates_once()
    {
        for (var time = 0; time < 2; time++)
        {
            using var store = RunStore.Open(_location);
            Assert.Equal(Migrations.Steps.Length, store.Connection.Query("PRAGMA user_version", row => row.GetInt32(0))[0]);
            Assert.Equal("wal", store.Connection.Query("PRAGMA journal_mode", row => row.GetString(0))[0]);
            if (time == 0) store.Import(ExampleRun.Full);
            Assert.Single(store.List());
        }
    }

    [Fact]
    public void A_file_that_is_no_database_is_damage_and_the_logs_are_named()
    {
        Directory.CreateDirectory(_location.Folder);
        File.WriteAllText(_location.DatabasePath, new string('x', 8192));
        var error = Assert.Throws<StoreException>(() => RunStore.Open(_location));
        Assert.Equal(StoreFailure.Corrupt, error.Failure);
        Assert.Contains(_location.DatabasePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(_location.LogFolder, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_reads_neither_in_the_database_nor_in_the_log_is_damage()
    {
        using var store = RunStore.Open(_location);
        store.Import(ExampleRun.Full);
        store.Connection.Execute("UPDATE results SET document = '{' WHERE position = 3");
        File.WriteAllText(_location.LogPath(ExampleRun.Full.Id), "{");
        Assert.Equal(StoreFailure.Corrupt, Assert.Throws<StoreException>(() => store.Load(ExampleRun.Full.Id)).Failure);
    }

    [Fact]
    public void When_only_the_database_fails_the_log_still_has_the_result()
    {
        using var store = RunStore.Open(_location);
        store.Begin(ExampleRun.Full with { Results = [] });
        store.Connection.Execute("DROP TABLE results");
        var error = Assert.Throws<StoreException>(() => store.Save(ExampleRun.Full.Id, ExampleRun.Full.Results[0]));
        Assert.Equal(StoreCopy.Log, error.Kept);
        Assert.Equal(ExampleRun.Full.Results[0].Key, Assert.Single(RunLog.Of(_location, ExampleRun.Full.Id)!.Results).Key);
    }

    [Fact]
    public void When_only_the_log_fails_the_database_still_has_the_result()
    {
        using var store = RunStore.Open(_location);
        store.Begin(ExampleRun.Full with { Results = [] });
        Directory.Delete(_location.LogFolder, recursive: true);
        File.WriteAllText(_location.LogFolder, "in the way");
        var error = Assert.Throws<StoreException>(() => store.Save(ExampleRun.Full.Id, ExampleRun.Full.Results[0]));
        Assert.Equal(StoreCopy.Database, error.Kept);
        Assert.Single(store.Load(ExampleRun.Full.Id).Results);
    }

    [Fact]
    public void A_full_disk_is_told_as_such_and_the_store_stays_usable()
    {
        using var store = RunStore.Open(_location);
        var pages = store.Connection.Query("PRAGMA page_count", row => row.GetInt32(0))[0];
        store.Connection.Execute($"PRAGMA max_page_count = {pages}");
        var error = Assert.Throws<StoreException>(() => store.Import(ExampleRun.Full));
        Assert.Equal(StoreFailure.DiskFull, error.Failure);
        Assert.Contains(_location.Folder, error.Remedy, StringComparison.Ordinal);
        store.Connection.Execute("PRAGMA max_page_count = 100000");
        store.Import(ExampleRun.Full);
    }

    [Fact]
    public void A_lock_that_is_not_released_is_told_as_such()
    {
        using var other = RunStore.Open(_location);
        using var transaction = other.Connection.BeginTransaction(deferred: false);
        using var store = RunStore.Open(_location, TimeSpan.FromSeconds(1));
        var error = Assert.Throws<StoreException>(() => store.Import(ExampleRun.Full));
        Assert.Equal(StoreFailure.Locked, error.Failure);
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_database_that_may_not_be_written_is_told_as_such()
    {
        using var store = RunStore.Open(_location);
        store.Connection.Execute("PRAGMA query_only = ON");
        var error = Assert.Throws<StoreException>(() => store.Import(ExampleRun.Full));
        Assert.Equal(StoreFailure.ReadOnly, error.Failure);
        Assert.Contains("STACKBENCH_HOME", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_as_such()
    {
        File.WriteAllText(_location.Folder, "in the way");
        var error = Assert.Throws<StoreException>(() => RunStore.Open(_location));
        Assert.Equal(StoreFailure.Unavailable, error.Failure);
        Assert.Contains("STACKBENCH_HOME", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, StoreFailure.Locked)]
    [InlineData(6, StoreFailure.Locked)]
    [InlineData(8, StoreFailure.ReadOnly)]
    [InlineData(10, StoreFailure.Unavailable)]
    [InlineData(11, StoreFailure.Corrupt)]
    [InlineData(13, StoreFailure.DiskFull)]
    [InlineData(14, StoreFailure.Unavailable)]
    [InlineData(26, StoreFailure.Corrupt)]
    public void Each_code_of_SQLite_has_its_meaning(int code, StoreFailure expected)
    {
        var error = StoreErrors.Of(new SqliteException("reason", code), _location);
        Assert.Equal(expected, error.Failure);
        Assert.NotEmpty(error.Remedy);
        Assert.EndsWith("reason", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_file_system_have_their_meaning()
    {
        Assert.Equal(StoreFailure.DiskFull, StoreErrors.Of(new IOException("no space", 28), _location).Failure);
        Assert.Equal(StoreFailure.ReadOnly, StoreErrors.Of(new IOException("read-only file system", 30), _location).Failure);
        Assert.Equal(StoreFailure.ReadOnly, StoreErrors.Of(new UnauthorizedAccessException("denied"), _location).Failure);
        Assert.Equal(StoreFailure.Unavailable, StoreErrors.Of(new IOException("other"), _location).Failure);
    }

    [Fact]
    public void A_file_is_replaced_whole_through_links_and_leaves_nothing_beside_it()
    {
        var target = _folder.File("target.json");
        var link = _folder.File("link.json");
        File.CreateSymbolicLink(link, target);
        AtomicFile.Write(target, "old"u8);
        AtomicFile.Write(link, "new"u8);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(_folder.File("none/file"), "x"u8));
        Assert.Equal(["link.json", "target.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        AtomicFile.Write("/dev/null", "text"u8);
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void Results_of_a_run_go_with_the_run()
    {
        using var store = RunStore.Open(_location);
        store.Import(ExampleRun.Full);
        store.Connection.Execute("DELETE FROM runs");
        Assert.Equal(0, store.Connection.Query("SELECT count(*) FROM results", row => row.GetInt32(0))[0]);
        Assert.Equal(RunStatus.Complete, RunLog.Read(_location.LogPath(ExampleRun.Full.Id)).Status);
    }
}

using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>Databases that something damaged: what can be read is read, and what cannot is named.</summary>
public sealed class StoreDamageTests : IDisposable
{
    private const int Runs = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly StoreLocation _location;
    private readonly List<string> _notes = [];

    public StoreDamageTests()
    {
        _location = new StoreLocation(_folder.File("store"));
        using var store = RunStore.Open(_location);
        foreach (var number in Enumerable.Range(0, Runs)) store.Import(HistoryRun.Of(number));
        store.Save(new Baseline(Baseline.DefaultName, "m", [HistoryRun.Of(1).Id], null, HistoryRun.Of(1).StartedAt));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("status = 'complfte'")]
    [InlineData("started_at = 'yesterday'")]
    [InlineData("suite = '9'")]
    [InlineData("finished_at = ''")]
    public void A_row_that_does_not_read_costs_nothing_where_its_log_does(string change)
    {
        using (var store = RunStore.Open(_location))
            store.Connection.Execute($"UPDATE runs SET {change} WHERE id = $id", ("$id", HistoryRun.Of(3).Id));
        using var damaged = RunStore.Open(_location, _notes.Add);
        Assert.Equal(Runs, damaged.List().Length);
        Assert.Contains(HistoryRun.Of(3).Id, Assert.Single(_notes), StringComparison.Ordinal);
        Assert.Contains("stackbench doctor --store", _notes[0], StringComparison.Ordinal);
        File.Delete(_location.LogPath(HistoryRun.Of(3).Id));
        using var without = RunStore.Open(_location, _notes.Add);
        Assert.Equal(Runs - 1, without.List().Length);
    }

    [Theory]
    [InlineData("UPDATE runs SET header = '{' WHERE id = $id")]
    [InlineData("UPDATE results SET document = 'x' WHERE run_id = $id")]
    public void A_run_that_does_not_read_is_read_from_its_log_and_repaired_from_it(string change)
    {
        using (var store = RunStore.Open(_location)) store.Connection.Execute(change, ("$id", HistoryRun.Of(3).Id));
        using (var damaged = RunStore.Open(_location, _notes.Add))
        {
            Assert.Equal(HistoryRun.Of(3).Results.Length, damaged.Load(HistoryRun.Of(3).Id).Results.Length);
            Assert.NotEmpty(damaged.Observations(null, null, null, 100));
        }

        var finding = Assert.Single(RunStore.Repair(_location, _notes.Add));
        Assert.Contains(HistoryRun.Of(3).Id, finding.What, StringComparison.Ordinal);
        Assert.Equal("entered from its log", finding.Done);
        Assert.Empty(RunStore.Repair(_location, _notes.Add));
        _notes.Clear();
        using var repaired = RunStore.Open(_location, _notes.Add);
        Assert.Equal(HistoryRun.Of(3).Results.Length, repaired.Load(HistoryRun.Of(3).Id).Results.Length);
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_version_that_never_was_is_damage_and_the_runs_are_read(int version)
    {
        using (var store = RunStore.Open(_location)) store.Connection.Execute($"PRAGMA user_version = {version}");
        using var damaged = RunStore.Open(_location, _notes.Add);
        Assert.Equal(Runs, damaged.List().Length);
        Assert.Contains($"there is no store version {version}", Assert.Single(_notes), StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Corrupt, Assert.Throws<StoreException>(() => damaged.Import(HistoryRun.Of(50))).Failure);
    }

    [Fact]
    public void A_database_that_was_removed_or_emptied_is_filled_from_the_logs()
    {
        File.WriteAllBytes(_location.DatabasePath, []);
        using (var emptied = RunStore.Open(_location, _notes.Add)) Assert.Equal(Runs, emptied.List().Length);
        File.Delete(_location.DatabasePath);
        using var removed = RunStore.Open(_location, _notes.Add);
        Assert.Equal(Runs, removed.List().Length);
        Assert.All(_notes, note => Assert.Contains("12 runs entered from", note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_only_the_log_has_is_found_and_entered()
    {
        var only = HistoryRun.Of(3).Id;
        using (var store = RunStore.Open(_location)) store.Connection.Execute("DELETE FROM runs WHERE id = $id", ("$id", only));
        using (var store = RunStore.Open(_location, _notes.Add)) Assert.Equal(only, store.Load(store.Find(only).Id).Id);
        Assert.Contains("is not in the database; read from its log", _notes[1], StringComparison.Ordinal);
        Assert.Single(RunStore.Repair(_location, _notes.Add));
        using var repaired = RunStore.Open(_location);
        Assert.Equal(Runs, repaired.List().Length);
    }

    public static TheoryData<string, bool> WriteAheadLogs { get; } = new()
    {
        { "kept", false },
        { "deleted", true },
        { "garbage", true },
        { "cut", true },
        // SQLite plays it back, and what it leaves is no store.
        { "of another database", false },
    };

    /// <summary>What a process that was killed left in the write-ahead log is lost with it, and is in the logs.</summary>
    [Theory]
    [MemberData(nameof(WriteAheadLogs))]
    public void A_write_ahead_log_that_is_lost_or_foreign_costs_no_run_and_is_said(string what, bool isLost)
    {
        // As a killed process leaves them: copied while the database is open.
        var copy = new StoreLocation(_folder.File("copy"));
        using (var store = RunStore.Open(_location))
        {
            store.Import(HistoryRun.Of(Runs));
            Directory.CreateDirectory(copy.LogFolder);
            foreach (var file in Directory.EnumerateFiles(_location.Folder))
                File.Copy(file, Path.Combine(copy.Folder, Path.GetFileName(file)));
            foreach (var file in Directory.EnumerateFiles(_location.LogFolder))
                File.Copy(file, Path.Combine(copy.LogFolder, Path.GetFileName(file)));
        }

        var log = copy.DatabasePath + "-wal";
        File.Delete(copy.DatabasePath + "-shm");
        switch (what)
        {
            case "deleted": File.Delete(log); break;
            case "garbage": File.WriteAllBytes(log, [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 31))]); break;
            case "cut": File.WriteAllBytes(log, File.ReadAllBytes(log)[..100]); break;
            case "of another database": Other(log); break;
        }

        using (var store = RunStore.Open(copy, _notes.Add)) Assert.Equal(isLost ? Runs : Runs + 1, store.List().Length);
        Assert.Equal(isLost, _notes.Any(note => note.Contains("database lacks 1 run of", StringComparison.Ordinal)
            && note.Contains("stackbench doctor --store", StringComparison.Ordinal)));
        RunStore.Repair(copy, _notes.Add);
        _notes.Clear();
        using var repaired = RunStore.Open(copy, _notes.Add);
        Assert.Equal(Runs + 1, repaired.List().Length);
        Assert.Empty(_notes);
    }

    private void Other(string log)
    {
        var path = _folder.File("other.db");
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        other.Open();
        foreach (var statement in (string[])["PRAGMA journal_mode = wal", "CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(20000))"])
            other.Execute(statement);
        File.Copy(path + "-wal", log, overwrite: true);
    }

    [Fact]
    public void A_log_that_does_not_read_is_written_again_and_one_that_contradicts_is_named()
    {
        File.WriteAllText(_location.LogPath(HistoryRun.Of(3).Id), "{");
        RunLog.Write(_location, HistoryRun.Of(4) with { Label = "another" });
        var findings = RunStore.Repair(_location, _notes.Add);
        Assert.Equal(["written again", null], findings.Select(finding => finding.Done));
        Assert.Equal(HistoryRun.Of(3).Id, RunLog.Read(_location.LogPath(HistoryRun.Of(3).Id)).Id);
        Assert.Contains(HistoryRun.Of(4).Id, findings[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rebuilt_database_has_every_run_and_what_the_old_one_alone_knew()
    {
        File.Delete(_location.LogPath(HistoryRun.Of(5).Id));
        var rebuilt = RunStore.Rebuild(_location, _notes.Add);
        Assert.Equal((Runs - 1, 1), (rebuilt.FromLogs, rebuilt.FromDatabase));
        Assert.True(File.Exists(rebuilt.Aside));
        using var store = RunStore.Open(_location);
        Assert.Equal(Runs, store.List().Length);
        Assert.Single(store.Baselines());
        Assert.Null(store.Obstacle);
    }

    /// <summary>Thirty kinds of damage; no run has lost its log, so each is listed and read, and a repair ends all of it.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void No_damage_of_the_database_costs_a_run(int number)
    {
        Damage(number);
        using (var store = RunStore.Open(_location, _notes.Add))
        {
            Assert.All(Enumerable.Range(0, Runs), run => Assert.Equal(HistoryRun.Of(run).Id, store.Load(HistoryRun.Of(run).Id).Id));
            Assert.InRange(store.List().Length, 1, Runs);
            _ = store.Find(RunStore.Latest);
            _ = store.Observations(null, null, null, 100);
            _ = store.Baselines();
            _ = store.NoiseFloors("m");
        }

        RunStore.Repair(_location, _notes.Add);
        _notes.Clear();
        using var repaired = RunStore.Open(_location, _notes.Add);
        Assert.Null(repaired.Obstacle);
        Assert.Equal(Runs, repaired.List().Length);
        Assert.Empty(_notes);
    }

    public static TheoryData<int> Damages => [.. Enumerable.Range(0, 30)];

    private void Damage(int number)
    {
        using (var stream = new FileStream(_location.DatabasePath, FileMode.Open, FileAccess.ReadWrite))
        {
            var random = new Random(number);
            switch (number % 6)
            {
                case 0:
                    // Bits.
                    for (var flip = 0; flip < 40; flip++) Change(stream, random.NextInt64(100, stream.Length), 1, random);
                    break;
                case 1:
                    stream.SetLength(random.NextInt64(1, stream.Length));
                    break;
                case 2:
                    // A page of zeros, never the first.
                    Zero(stream, 4096 * random.NextInt64(1, stream.Length / 4096), 4096);
                    break;
                case 3:
                    Zero(stream, 0, 100 + random.Next(4000));
                    break;
                case 4:
                    // The pages of the tables' roots.
                    for (var page = 1; page < 8; page++) Change(stream, 4096 * page, 16, random);
                    break;
                default:
                    // The header.
                    Change(stream, random.Next(100), 1 + random.Next(16), random);
                    break;
            }
        }
    }

    private static void Change(FileStream stream, long at, int count, Random random)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        stream.Position = at;
        stream.Write(bytes);
    }

    private static void Zero(FileStream stream, long at, int count)
    {
        stream.Position = at;
        stream.Write(new byte[Math.Min(count, stream.Length - at)]);
    }
}

using StackBench.Core.Json;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private const string Stream =
        "Function    Best Rate MB/s  Avg time     Min time     Max time\nCopy:  83100.5  0.00193  0.00192  0.00195\n";
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task An_export_comes_back_as_it_was()
    {
        var path = _command.File("run.json");
        File.WriteAllBytes(path, RunDocument.Write(ExampleRun.Full, isIndented: true));
        Assert.Equal(0, (await _command.Run("import", path)).Code);
        using (var store = _command.OpenStore())
            Assert.Equal(RunDocument.Write(ExampleRun.Full), RunDocument.Write(store.Load(ExampleRun.Full.Id)));
        var (code, _, error) = await _command.Run("import", path);
        Assert.Equal(0, code);
        Assert.Contains("is in the store already", error, StringComparison.Ordinal);
        Assert.Contains("0 of 1 run imported", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_lost_its_database_is_rebuilt_from_its_logs()
    {
        using (var store = _command.OpenStore())
            foreach (var run in new[] { ExampleRun.Full, ExampleRun.Small(1, "tuned"), ExampleRun.Small(2) }) store.Import(run);
        File.Delete(_command.Location.DatabasePath);
        Assert.Equal(0, (await _command.Run("import", _command.Location.LogFolder)).Code);
        using var rebuilt = _command.OpenStore();
        Assert.Equal([ExampleRun.Small(2).Id, ExampleRun.Small(1).Id, ExampleRun.Full.Id], rebuilt.List().Select(run => run.Id));
        Assert.Equal(RunDocument.Write(ExampleRun.Full), RunDocument.Write(rebuilt.Load(ExampleRun.Full.Id)));
    }

    [Fact]
    public async Task Of_several_files_one_that_is_broken_keeps_all_out()
    {
        File.WriteAllText(_command.File("good.txt"), Stream);
        File.WriteAllText(_command.File("bad.json"), "{\"schemaVersion\": 1, \"fingerprint\": 5}");
        var (code, output, error) = await _command.Run("import", _command.File("good.txt"), _command.File("bad.json"));
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.Contains("bad.json", error.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Contains("Nothing was imported", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        using var store = _command.OpenStore();
        Assert.Empty(store.List());
    }

    /// <summary>On a shared file system a cut file among thousands is usual: it is named, and hinders no other.</summary>
    [Fact]
    public async Task A_bad_file_is_left_out_where_the_import_keeps_going()
    {
        string[] files = [.. Enumerable.Range(0, 200).Select(number => _command.File($"run{number:000}.json"))];
        foreach (var (number, file) in files.Index()) File.WriteAllBytes(file, RunDocument.Write(ExampleRun.Small(number)));
        File.WriteAllBytes(files[7], RunDocument.Write(ExampleRun.Small(7))[..900]);
        File.WriteAllBytes(files[100], RunDocument.Write(ExampleRun.Small(3, "other") with { Results = [] }));
        var (code, _, error) = await _command.Run(["import", "--keep-going", .. files]);
        Assert.Equal((int)ExitCode.Partial, code);
        var told = error.ReplaceLineEndings(" ");
        Assert.Contains("run007.json", told, StringComparison.Ordinal);
        Assert.Contains($"left out: another run has the id {ExampleRun.Small(3).Id}", told, StringComparison.Ordinal);
        Assert.Contains("198 of 199 runs imported", told, StringComparison.Ordinal);
        using (var store = _command.OpenStore()) Assert.Equal(198, store.List().Length);
        // Once more, the cut one whole by now: only that one enters.
        File.WriteAllBytes(files[7], RunDocument.Write(ExampleRun.Small(7)));
        File.Delete(files[100]);
        (code, _, error) = await _command.Run(["import", "--keep-going", .. files.Where(File.Exists)]);
        Assert.Equal(0, code);
        Assert.Contains("1 of 199 runs imported", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_run_of_the_same_id_is_refused()
    {
        using (var store = _command.OpenStore()) store.Import(ExampleRun.Full);
        File.WriteAllBytes(_command.File("other.json"), RunDocument.Write(ExampleRun.Full with { Results = [] }));
        var (code, _, error) = await _command.Run("import", _command.File("other.json"));
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("another run has the id", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_of_another_tool_can_be_labelled_and_shown()
    {
        File.WriteAllText(_command.File("stream.txt"), Stream);
        Assert.Equal(0, (await _command.Run("import", _command.File("stream.txt"), "--label", "old box")).Code);
        var (code, output, _) = await _command.Run("show", "old box");
        Assert.Equal(0, code);
        Assert.Contains("83.1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_that_is_not_the_file_s_is_refused()
    {
        File.WriteAllText(_command.File("stream.txt"), Stream);
        var (code, _, error) = await _command.Run("import", _command.File("stream.txt"), "--format", "hyperfine");
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("holds no JSON", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_every_result_and_enters_nothing()
    {
        File.WriteAllText(_command.File("stream.txt"), Stream);
        var (code, output, error) = await _command.Run("import", _command.File("stream.txt"), "--dry-run");
        Assert.Equal((0, "stream/copy@cpu:stream  83.1 GB/s\n"), (code, output));
        Assert.Contains("Nothing was imported", error, StringComparison.Ordinal);
        using var store = _command.OpenStore();
        Assert.Empty(store.List());
    }

    [Fact]
    public async Task What_is_cut_is_named_and_makes_the_import_partial()
    {
        File.WriteAllText(_command.File("cut.json"), """{"results": [{"command": "a", "times": [0.1]}, {"command": "b", "ti""");
        var (code, _, error) = await _command.Run("import", _command.File("cut.json"), "--format", "hyperfine");
        Assert.Equal((int)ExitCode.Partial, code);
        Assert.Contains("left out line 1: the last record is cut", error, StringComparison.Ordinal);
        Assert.Contains("1 of 1 run imported", error, StringComparison.Ordinal);
    }

    /// <summary>A device has no length: what counts is what was read.</summary>
    [Fact]
    public async Task A_device_that_never_ends_is_refused()
    {
        if (!File.Exists("/dev/zero")) Assert.Skip("/dev/zero is not here");
        var (code, _, error) = await _command.Run("import", "/dev/zero");
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("is larger than 256 MiB", error, StringComparison.Ordinal);
    }

    /// <summary>Neither the time of a copy nor the program that read it first makes another run of a file.</summary>
    [Fact]
    public async Task A_copy_of_a_file_is_the_same_run()
    {
        File.WriteAllText(_command.File("a.txt"), Stream);
        File.WriteAllText(_command.File("b.txt"), Stream);
        File.SetLastWriteTimeUtc(_command.File("b.txt"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal(0, (await _command.Run("import", _command.File("a.txt"))).Code);
        string id;
        using (var store = _command.OpenStore()) id = store.List().Single().Id;
        var (code, _, error) = await _command.Run("import", _command.File("b.txt"));
        Assert.Equal(0, code);
        Assert.Contains($"the run {id} is in the store already", error.ReplaceLineEndings(" "), StringComparison.Ordinal);

        // Measured elsewhere, as the user says, it is another one.
        Assert.Equal(0, (await _command.Run("import", _command.File("b.txt"), "--machine", "lab-3")).Code);
        using var two = _command.OpenStore();
        Assert.Equal(2, two.List().Length);
    }

    [Fact]
    public async Task Files_without_a_date_are_of_the_time_of_their_import_in_the_order_given()
    {
        var hourAgo = TimeProvider.System.GetUtcNow().AddHours(-1);
        using (var store = _command.OpenStore()) store.Import(ExampleRun.Small(1) with { StartedAt = hourAgo });
        foreach (var (name, rate) in ((string, string)[])[("b", "83100.5"), ("a", "90000.0"), ("c", "70000.0")])
        {
            File.WriteAllText(_command.File(name), Stream.Replace("83100.5", rate, StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(_command.File(name), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        }

        Assert.Equal(0, (await _command.Run("import", _command.File("b"), _command.File("a"), _command.File("c"))).Code);
        var (_, output, _) = await _command.Run("show", "latest");
        Assert.Contains("70.0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_is_named_is_shown()
    {
        File.WriteAllText(_command.File("a.txt"), Stream);
        var (_, _, error) = await _command.Run("import", _command.File("a.txt"), "--machine", "lab-3");
        Assert.Contains("lab-3", error, StringComparison.Ordinal);
        foreach (var verb in (string[][])[["show", "latest"], ["history"]])
        {
            var (_, output, _) = await _command.Run(verb);
            Assert.Contains("lab-3", output, StringComparison.Ordinal);
            Assert.DoesNotContain("unknown machine", output, StringComparison.Ordinal);
            if (verb[0] == "show") Assert.DoesNotContain("quick suite", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "the name of a file is empty")]
    [InlineData("-", "does not read standard input")]
    public async Task What_is_no_file_is_an_error_of_use(string name, string message)
    {
        var (code, _, error) = await _command.Run("import", name);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains(message, error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}

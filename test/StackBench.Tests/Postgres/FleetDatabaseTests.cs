using System.Globalization;
using System.IO.Compression;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Reading;
using StackBench.Postgres;
using StackBench.Tests.Commands;
using StackBench.Tests.Fleet;

namespace StackBench.Tests.Postgres;

/// <summary>The program against a real PostgreSQL.</summary>
public sealed class FleetDatabaseTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Nodes = 6, NightCount = 6;

    private readonly CommandRun _command = new();

    private string Spool => _command.File("spool");

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task What_was_collected_is_judged_like_the_spool_and_entered_once()
    {
        Campaigns();
        var address = server.Database();
        foreach (var entered in (string[])["6 of 6 runs entered", "0 of 6 runs entered"])
        {
            for (var night = 0; night < NightCount; night++)
            {
                var (code, _, error) = await Collect(FleetRuns.Night(night), address);
                Assert.Equal(0, code);
                Assert.Contains(entered, error, StringComparison.Ordinal);
            }
        }

        Assert.Equal("36", Rows(address));
        var expected = await _command.Run("fleet", "outliers", Spool, "--json");
        Assert.Equal(0, expected.Code);
        Assert.Contains("node2", expected.Out, StringComparison.Ordinal);
        Assert.Equal(expected, await _command.Run("fleet", "outliers", address, "--json"));
        Assert.Equal(
            await _command.Run("fleet", "outliers", Spool, "--night", "night4", "--nights", "3", "--format", "csv"),
            await _command.Run("fleet", "outliers", address, "--night", "night4", "--nights", "3", "--format", "csv"));
        foreach (var question in (string[][])
            [["history", "node2"], ["history", "GPU-2"], ["compare", "--with", "driver=560", "--against", "driver=550"]])
        {
            var judged = await _command.Run(["fleet", .. question, Spool, "--json"]);
            Assert.Contains(question[0] == "compare" ? "560" : "GPU-2", judged.Out, StringComparison.Ordinal);
            Assert.Equal(judged, await _command.Run(["fleet", .. question, address, "--json"]));
        }

        Assert.Equal(0, (await _command.Run("fleet", "report", address, "--format", "csv")).Code);
        Assert.Equal(
            await _command.Run("fleet", "report", Spool, "--format", "csv"),
            await _command.Run("fleet", "report", address, "--format", "csv"));
        var (unknown, _, complaint) = await _command.Run("fleet", "outliers", address, "--night", "night9");
        Assert.Equal(2, unknown);
        Assert.Contains("Nights: night0, night1", complaint, StringComparison.Ordinal);
        Assert.Equal("144|gemm|bf16 8192x8192x8192|flop-rate", server.Ask(Name(address),
            "select count(*), min(benchmark), min(workload), min(metric) from stackbench.metric_value where metric_value > 5e14"));
    }

    [Fact]
    public async Task Collectors_at_once_enter_every_run_once()
    {
        Campaigns();
        var address = server.Database();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => Enumerable.Range(0, NightCount))
            .Select(night => Task.Run(() => Collect(FleetRuns.Night(night), address))));
        Assert.All(answers, answer => Assert.True(answer.Code == 0, answer.Error));
        Assert.Equal(Nodes * NightCount, answers.Sum(answer => answer.Error.Contains("6 of 6 runs entered", StringComparison.Ordinal) ? 6
            : int.Parse(answer.Error.Split(" of 6 runs entered")[0].Split('\n')[^1], CultureInfo.InvariantCulture)));
        Assert.Equal("36", Rows(address));
        Assert.Equal("6|24|1", server.Ask(Name(address),
            """
            select (select count(*) from stackbench.node), (select count(*) from stackbench.device),
                (select count(*) from stackbench.series)
            """));
    }

    [Fact]
    public async Task A_server_that_dies_loses_nothing_and_the_next_collect_goes_on()
    {
        await using var own = new PostgresServer();
        await own.InitializeAsync();
        Campaigns();
        var address = own.Database();
        Assert.Equal(0, (await Collect("night0", address)).Code);
        own.Kill();
        var (code, _, error) = await Collect("night1", address);
        Assert.Equal(1, code);
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        await own.StartAsync();
        using (var database = FleetDatabase.OpenForWriting(DatabaseAddress.Parse(address, _ => null)))
        {
            var entry = new FleetEntry(FleetRun.Of(FleetRuns.Of(7, 1)), new byte[32], "file");
            own.Kill();
            Assert.Throws<DatabaseException>(() => new FleetWriter(database).Enter([entry]));
        }

        await own.StartAsync();
        Assert.Contains("6 of 6 runs entered", (await Collect("night1", address)).Error, StringComparison.Ordinal);
        Assert.Equal("12", own.Ask(Name(address), "select count(*) from stackbench.result"));
    }

    [Fact]
    public async Task Who_owns_nothing_collects_by_its_rights_and_a_reader_only_reads()
    {
        Campaigns();
        var address = server.Database();
        var database = Name(address);
        Assert.Equal(0, (await Collect("night0", address)).Code);
        foreach (var statement in DocumentedRights(database, "writer", "reader")) server.Ask(database, statement);
        Assert.Equal(0, (await Collect("night1", server.Address(database, "writer" + database))).Code);
        var reader = server.Address(database, "reader" + database);
        Assert.Equal(0, (await _command.Run("fleet", "outliers", reader, "--night", "night1")).Code);
        var (denied, _, error) = await Collect("night2", reader);
        Assert.Equal(1, denied);
        Assert.Contains("permission denied", error, StringComparison.Ordinal);
        Assert.Contains("grant rights", error, StringComparison.Ordinal);
        Assert.Equal("12", Rows(address));
    }

    [Fact]
    public void Another_month_has_its_own_part_and_a_clock_that_was_never_set_another()
    {
        var address = server.Database();
        using (var database = FleetDatabase.OpenForWriting(DatabaseAddress.Parse(address, _ => null)))
        {
            FleetEntry[] entries =
            [
                .. ((DateTimeOffset[])[new(1970, 1, 1, 0, 0, 1, TimeSpan.Zero), new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero),
                    new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 1, 1, 0, 0, TimeSpan.FromHours(2))])
                .Select((at, index) => new FleetEntry(FleetRun.Of(FleetRuns.Of(index, 0)) with { StartedAt = at }, new byte[32], "file")),
            ];
            var (entered, contradicted) = new FleetWriter(database).Enter(entries);
            Assert.Equal((4, 0), (entered, contradicted.Length));
        }

        Assert.Equal("stackbench.result_2026_01|2\nstackbench.result_2026_02|1\nstackbench.result_default|1", server.Ask(Name(address),
            "select tableoid::regclass, count(*) from stackbench.result group by 1 order by tableoid::regclass::text"));
    }

    [Fact]
    public void What_is_hostile_is_kept_as_text_and_a_contradiction_is_named()
    {
        var run = FleetRuns.Of(1, 1, facts: new FingerprintFact("driver'; drop table x", "a\0b\uD800c", FactRole.Cause)) with
        {
            Label = "night\0\"'\uDC00",
        };
        using var database = FleetDatabase.OpenForWriting(DatabaseAddress.Parse(server.Database(), _ => null));
        var (writer, entry) = (new FleetWriter(database), new FleetEntry(FleetRun.Of(run, 3), new byte[32], "a\0file"));
        Assert.Equal(1, writer.Enter([entry]).Entered);
        Assert.Equal([run.Id], writer.Enter([entry with { Sha256 = [.. Enumerable.Repeat((byte)1, 32)] }]).Contradicted);
        var read = new List<FleetRun>();
        Assert.True(new FleetReader(database).Read(null, 5, read.Add));
        var only = Assert.Single(read);
        Assert.Equal(("night\uFFFD\"'\uFFFD", 3, "node1", "s0.rack0"), (only.Night, only.Attempt, only.Node, only.Place));
        Assert.Contains(new FingerprintFact("driver'; drop table x", "a\uFFFDb\uFFFDc", FactRole.Cause), only.Facts);
        Assert.Equal(entry.Run.Values, only.Values);
    }

    [Fact]
    public void A_run_that_is_left_out_is_kept_with_its_reason()
    {
        var run = FleetRuns.Of(1, 1) with { Status = RunStatus.Interrupted };
        using var database = FleetDatabase.OpenForWriting(DatabaseAddress.Parse(server.Database(), _ => null));
        var other = new FleetEntry(FleetRun.Of(FleetRuns.Of(2, 1)), new byte[32], "file");
        Assert.Equal(2, new FleetWriter(database).Enter([new FleetEntry(FleetRun.Of(run), new byte[32], "file"), other]).Entered);
        var builder = new FleetRecordBuilder();
        new FleetReader(database).Read(null, 5, builder.Add);
        Assert.Equal([$"{run.Id} of node1: the run is incomplete"], builder.Left);
    }

    [Fact]
    public async Task A_database_without_a_history_or_of_a_newer_version_is_refused()
    {
        var address = server.Database();
        var (code, _, error) = await _command.Run("fleet", "outliers", address);
        Assert.Equal(1, code);
        Assert.Contains("there is no history of a fleet", error, StringComparison.Ordinal);
        Campaigns();
        Assert.Equal(0, (await Collect("night0", address)).Code);
        server.Ask(Name(address), "update stackbench.schema_version set version = 99");
        foreach (var (newer, _, complaint) in ((int, string, string)[])
            [await _command.Run("fleet", "outliers", address), await Collect("night1", address)])
        {
            Assert.Equal(1, newer);
            Assert.Contains("the history is of version 99", complaint, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await Collect("night1", "mysql://x")).Code);
    }

    private static string Name(string address) => DatabaseAddress.Parse(address, _ => null).Builder.Database!;

    private string Rows(string address) => server.Ask(Name(address), "select count(*) from stackbench.result");

    private Task<(int Code, string Out, string Error)> Collect(string night, string address) =>
        _command.Run("fleet", "collect", night, "--spool", Spool, "--to", address);

    /// <summary>The statements of docs/fleet.md, with roles of this database.</summary>
    private static string[] DocumentedRights(string database, params string[] roles)
    {
        var text = File.ReadAllText(Fixtures.RepositoryFile.Path("docs/fleet.md"));
        var start = text.IndexOf("```sql\n", StringComparison.Ordinal) + "```sql\n".Length;
        var statements = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
        foreach (var role in roles) statements = statements.Replace(" " + role, $" {role}{database}", StringComparison.Ordinal);
        return statements.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Campaigns()
    {
        string[] nodes = [.. Enumerable.Range(0, Nodes).Select(FleetRuns.Node)];
        for (var night = 0; night < NightCount; night++)
        {
            var runs = Enumerable.Range(0, Nodes)
                .Select(node => FleetRuns.Of(node, night, _ => node == 2 && night == 5 ? 0.92 : 1, facts:
                [
                    new("gpu.0000:03:00.0.uuid", $"GPU-{node}", FactRole.Noise),
                    new("gpu.0000:03:00.0.driver", night > 2 && node > 2 ? "560.35" : "550.54", FactRole.Cause),
                ])).ToArray();
            var folder = CampaignFolder.Create(Spool, CampaignStatesTests.Campaign(nodes) with
            {
                Name = FleetRuns.Night(night),
                Launcher = LauncherNames.Files,
                CreatedAt = runs[0].StartedAt.AddMinutes(-1),
            }, null);
            foreach (var run in runs)
            {
                using var packed = new GZipStream(
                    File.Create(folder.Document(new AttemptName(NodeName.Of(run.Fingerprint)!, 1))), CompressionLevel.Fastest);
                packed.Write(RunDocument.Write(run));
            }
        }
    }
}

using System.IO.Compression;
using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class FleetOutliersCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Every_promise_about_a_fleet_is_kept()
    {
        var (code, output, error) = await _command.Run("selftest", "fleet");
        Assert.True(code == 0, output);
        Assert.Equal("", error);
        Assert.True(output.Split('\n').Count(line => line.EndsWith("  kept", StringComparison.Ordinal)) > 25, output);
    }

    [Fact]
    public async Task A_folder_of_documents_is_judged_and_a_confirmed_node_ends_with_3()
    {
        Write(again: true);
        var (code, output, error) = await _command.Run("fleet", "outliers", _command.Folder, "--fail-on", "confirmed");
        Assert.Equal((3, ""), (code, error));
        Assert.Contains("night5: 6 nodes, 24 devices. Judged by their own history: 24 of 24 values", output, StringComparison.Ordinal);
        Assert.Matches("node2 +confirmed +own history +8\\.[0-9] % +[0-9.]+x +gemm bf16", output);
        Assert.Contains("Slowest against their siblings: node2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_fresh_job_it_is_suspected_and_json_and_csv_say_so()
    {
        Write(again: false);
        Assert.Equal(0, (await _command.Run("fleet", "outliers", _command.Folder, "--fail-on", "confirmed")).Code);
        Assert.Equal(3, (await _command.Run("fleet", "outliers", _command.Folder, "--fail-on", "suspected")).Code);
        var json = (await _command.Run("fleet", "outliers", _command.Folder, "--json")).Out;
        using var document = JsonDocument.Parse(json);
        var finding = document.RootElement.GetProperty("findings")[0];
        Assert.Equal(("suspected", "node", "node2"),
            (finding.GetProperty("state").GetString(), finding.GetProperty("level").GetString(), finding.GetProperty("node").GetString()));
        var csv = (await _command.Run("fleet", "outliers", _command.Folder, "--format", "csv")).Out;
        Assert.Contains("night5,suspected,changed,node,s0.rack0,node2,,1,1,gemm bf16 8192x8192x8192,0.0", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_judged_where_no_folder_is_named()
    {
        Write(again: false);
        Assert.Equal(0, (await _command.Run("import", _command.Folder)).Code);
        var (code, output, _) = await _command.Run("fleet", "outliers", "--night", "night5");
        Assert.Equal(0, code);
        Assert.Matches("node2 +suspected +own history", output);
        var (unknown, _, error) = await _command.Run("fleet", "outliers", "--night", "night9");
        Assert.Equal(2, unknown);
        Assert.Contains("Nights: night0, night1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_hostile_is_named_and_left_out()
    {
        Write(again: false);
        Bomb(_command.File("bomb.json.gz"));
        File.WriteAllText(_command.File("cut.json"), "{\"schemaVersion\":1,");
        File.CreateSymbolicLink(_command.File("link.json"), "/etc/hostname");
        var future = FleetRuns.Of(7, 0) with { StartedAt = TimeProvider.System.GetUtcNow().AddYears(2) };
        FleetRuns.Write(future, _command.Folder);
        var (code, output, error) = await _command.Run("fleet", "outliers", _command.Folder);
        Assert.Equal(4, code);
        Assert.Matches("node2 +suspected", output);
        foreach (var reason in (string[])[
            "bomb.json.gz: truncated or unreadable: larger than 32 MiB", "cut.json: ", "link.json: a link", "which is in the future"])
            Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_folder_has_nothing_to_judge()
    {
        var (code, _, error) = await _command.Run("fleet", "outliers", _command.Folder);
        Assert.Equal(5, code);
        Assert.Contains("no run of a campaign is here", error, StringComparison.Ordinal);
        Assert.Equal(2, (await _command.Run("fleet", "outliers", _command.File("absent"))).Code);
    }

    private void Write(bool again)
    {
        for (var night = 0; night < 6; night++)
            for (var node = 0; node < 6; node++)
                FleetRuns.Write(FleetRuns.Of(node, night, _ => node == 2 && night == 5 ? 0.92 : 1), _command.Folder);
        if (again) FleetRuns.Write(FleetRuns.Of(2, 6, _ => 0.92, "night5.again"), _command.Folder);
    }

    /// <summary>Forty megabytes of blanks after a document.</summary>
    private static void Bomb(string path)
    {
        using var file = File.Create(path);
        using var packed = new GZipStream(file, CompressionLevel.Fastest);
        packed.Write(RunDocument.Write(FleetRuns.Of(8, 0)));
        var blanks = new byte[1 << 20];
        blanks.AsSpan().Fill((byte)' ');
        for (var i = 0; i < 40; i++) packed.Write(blanks);
    }
}

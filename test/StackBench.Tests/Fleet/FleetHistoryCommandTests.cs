using System.Globalization;
using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

/// <summary>Six nodes and six nights; card 21 went from node2 to node4 after night2, and 43 the other way. It lost 8 % in night5.</summary>
public sealed class FleetHistoryCommandTests : IDisposable
{
    private const string Moved = "GPU-card21";

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_card_is_followed_through_nodes()
    {
        Write();
        var (code, output, error) = await _command.Run("fleet", "history", "card21", _command.Folder);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"Card {Moved}: 6 nights, night0 to night5; first seen in night0.", output, StringComparison.Ordinal);
        Assert.Matches(@"\ngemm bf16 8192x8192x8192 +\S{6} +55\d TFLOP/s +60\d TFLOP/s +5 +-[78]\.\d % +6 of 6\n", output);
        Assert.Contains("Was in node2 at 0000:04:00.0, night0 to night2 (3 nights)", output, StringComparison.Ordinal);
        Assert.Contains("Was in node4 at 0000:06:00.0, night3 to night5 (3 nights)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Absent", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_has_a_line_for_each_device_and_its_gaps_are_named()
    {
        Write(isThere: (node, night) => node != 4 || night is not (1 or 5));
        var (code, output, _) = await _command.Run("fleet", "history", "node4", _command.Folder);
        Assert.Equal(0, code);
        Assert.Contains(
            "Not measured in night5, the newest night: nothing is known of it since night4.", output, StringComparison.Ordinal);
        Assert.Contains("Absent, or without a usable run: night1, night5.", output, StringComparison.Ordinal);
        Assert.Equal(FleetRuns.Slots, output.Split('\n').Count(line => line.StartsWith("gemm bf16", StringComparison.Ordinal)));
        Assert.Matches(@"0000:03:00\.0 +\S·\S\S\S· |0000:03:00\.0 +\Sx\S\S\Sx ", output);
        Assert.Contains("0000:06:00.0: GPU-card43, night0 to night2 (2 nights)", output, StringComparison.Ordinal);
        Assert.Contains($"0000:06:00.0: {Moved}, night3 to night4 (2 nights)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_and_csv_have_every_night()
    {
        Write(isThere: (node, night) => node != 4 || night != 4);
        var json = (await _command.Run("fleet", "history", Moved, _command.Folder, "--json")).Out;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal((1, Moved), (root.GetProperty("schemaVersion").GetInt32(), root.GetProperty("card").GetString()));
        Assert.Equal("night4", root.GetProperty("absent")[0].GetString());
        var series = root.GetProperty("series")[0];
        Assert.Equal(
            [false, false, false, false, true, false],
            series.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null));
        Assert.Equal("node4", series.GetProperty("newest").GetProperty("node").GetString());
        Assert.InRange(series.GetProperty("newest").GetProperty("ownChange").GetDouble(), -0.1, -0.06);
        var csv = (await _command.Run("fleet", "history", Moved, _command.Folder, "--format", "csv", "--nights", "3")).Out.Split('\n');
        Assert.Equal(5, csv.Length);
        Assert.StartsWith("name,device,benchmark,", csv[0], StringComparison.Ordinal);
        Assert.StartsWith($"{Moved},,gemm,bf16 8192x8192x8192,pytorch,flop-rate,FLOP/s,night4,,,,,,,,", csv[2], StringComparison.Ordinal);
        Assert.EndsWith(",6,6", csv[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_is_a_usage_error_with_close_ones()
    {
        Write();
        var (code, output, error) = await _command.Run("fleet", "history", "nod4", _command.Folder);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("no node or card is called 'nod4'", error, StringComparison.Ordinal);
        Assert.Contains("Did you mean node4", error, StringComparison.Ordinal);
        var (several, _, names) = await _command.Run("fleet", "history", "GPU-card2", _command.Folder);
        Assert.Equal(2, several);
        Assert.Contains("GPU-card20, GPU-card21, GPU-card22, GPU-card23", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_read_where_no_folder_is_named_and_what_is_refused_ends_with_4()
    {
        Write();
        File.WriteAllText(_command.File("cut.json"), "{\"schemaVersion\":1,");
        Assert.Equal(4, (await _command.Run("fleet", "history", "node1", _command.Folder)).Code);
        File.Delete(_command.File("cut.json"));
        Assert.Equal(5, (await _command.Run("fleet", "history", "node1")).Code);
        Assert.Equal(0, (await _command.Run("import", _command.Folder)).Code);
        var (code, output, _) = await _command.Run("fleet", "history", "node1");
        Assert.Equal(0, code);
        Assert.StartsWith("Node node1: 6 nights, night0 to night5", output, StringComparison.Ordinal);
    }

    private void Write(Func<int, int, bool>? isThere = null)
    {
        for (var night = 0; night < 6; night++)
            for (var node = 0; node < 6; node++)
                if (isThere?.Invoke(node, night) ?? true) FleetRuns.Write(Run(node, night), _command.Folder);
    }

    private static Run Run(int node, int night)
    {
        string Card(int slot) => (night < 3, node, slot) switch
        {
            (false, 2, 1) => "GPU-card43",
            (false, 4, 3) => Moved,
            _ => string.Create(CultureInfo.InvariantCulture, $"GPU-card{node}{slot}"),
        };
        var run = FleetRuns.Of(node, night, slot => night == 5 && Card(slot) == Moved ? 0.92 : 1);
        return run with
        {
            Fingerprint = run.Fingerprint.With(Enumerable.Range(0, FleetRuns.Slots).SelectMany(slot => new FingerprintFact[]
            {
                new($"gpu.{FleetLogs.Slot(slot)}.name", "MI300X", FactRole.Identity),
                new($"gpu.{FleetLogs.Slot(slot)}.uuid", Card(slot), FactRole.Noise),
            })),
            Results = [.. run.Results.Select((result, slot) => result with { Device = FleetLogs.Slot(slot) })],
        };
    }
}

using System.IO.Compression;
using StackBench.Core.Json;
using StackBench.Fleet.Outliers;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class FleetReportCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_folder_of_documents_becomes_a_page_in_the_words_of_outliers()
    {
        var file = Write();
        var (code, output, error) = await _command.Run("fleet", "report", _command.Folder, "--output", file, "--title", "Monday");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("Wrote ", error, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("<title>Monday</title>", page, StringComparison.Ordinal);
        Assert.Contains("1 of 24 nodes is slow: node5.", page, StringComparison.Ordinal);
        Assert.Contains("1 of 24 nodes is absent: node13.", page, StringComparison.Ordinal);
        Assert.Contains("no document, last measured in night4", page, StringComparison.Ordinal);
        var outliers = (await _command.Run("fleet", "outliers", _command.Folder)).Out;
        Assert.Contains(FindingText.Measured(FleetNights.Judgement), outliers.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(FindingText.Measured(FleetNights.Judgement), page, StringComparison.Ordinal);
        var finding = FleetNights.Judgement.Findings[0];
        foreach (var text in (string[])[FindingText.Noise(finding), FindingText.SeenIn(finding), FindingText.Against(finding.Rule)])
        {
            Assert.Contains($">{text}<", page, StringComparison.Ordinal);
            Assert.Contains(text, outliers, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_matrix_is_csv_with_a_row_for_every_device()
    {
        Write();
        var (code, output, _) = await _command.Run("fleet", "report", _command.Folder, "--format", "csv");
        Assert.Equal(0, code);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal("night,kind,workload,engine,metric,unit,rack,node,slot,value,percent from median,state", lines[0]);
        // As many as the matrix has, but for the node that only the plan knows.
        Assert.Equal(FleetNights.Matrix.Workloads[0].Cells.Length - 1, lines.Length - 1);
        Assert.Equal(["confirmed"], lines.Where(line => line.Contains(",node5,", StringComparison.Ordinal)).Select(State).Distinct());
        Assert.Equal("night5,,gemm bf16 8192x8192x8192,pytorch,flop-rate,FLOP/s,s0.rack3,node13,,,,absent",
            Assert.Single(lines, line => line.Contains(",node13,", StringComparison.Ordinal)));
        Assert.Matches(
            "^night5,[^,]+,gemm bf16 8192x8192x8192,pytorch,flop-rate,FLOP/s,s0.rack2,node9,cuda:2,5[0-9.E+]+,-[67][.][0-9]+,suspected$",
            Assert.Single(lines, line => line.Contains(",node9,cuda:2,", StringComparison.Ordinal)));
        Assert.Equal(4, lines.Select(State).Distinct().Count() - 1);
    }

    [Fact]
    public async Task What_is_refused_ends_with_4_and_an_unknown_night_is_named()
    {
        var file = Write();
        await File.WriteAllTextAsync(_command.File("cut.json"), "{", TestContext.Current.CancellationToken);
        var (code, _, error) = await _command.Run("fleet", "report", _command.Folder, "-o", file);
        Assert.Equal(4, code);
        Assert.Contains("refused: ", error, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
        Assert.Equal(2, (await _command.Run("fleet", "report", _command.Folder, "--night", "night9")).Code);
    }

    [Fact]
    public async Task A_campaign_names_who_left_no_document_and_why()
    {
        var spool = _command.File("spool");
        await _command.Run(
            "fleet", "run", "gemm", "--name", "n1", "--spool", spool, "--on", "files", "--nodelist", "node[0-5]", "--seed", "7");
        for (var node = 0; node < 5; node++)
        {
            await using var file = File.Create(Path.Combine(spool, "n1", "done", $"{FleetRuns.Node(node)}.1.json.gz"));
            await using var packed = new GZipStream(file, CompressionLevel.Fastest);
            await packed.WriteAsync(
                RunDocument.Write(FleetRuns.Of(node, 0, label: "n1")), TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(spool, "n1", "ended", "node5.1"), "137\n", TestContext.Current.CancellationToken);
        // A campaign that cannot be believed plans nobody.
        Directory.CreateDirectory(Path.Combine(spool, "n2"));
        await File.WriteAllTextAsync(Path.Combine(spool, "n2", "campaign.json"), "{", TestContext.Current.CancellationToken);
        var (code, matrix, error) = await _command.Run("fleet", "report", spool, "--format", "csv");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(",node5,,,,absent", matrix, StringComparison.Ordinal);
        var written = _command.File("night.html");
        Assert.Equal(0, (await _command.Run("fleet", "report", spool, "-o", written)).Code);
        var page = await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken);
        Assert.Contains("1 of 6 nodes is absent: node5.", page, StringComparison.Ordinal);
        Assert.Contains("lost: its program was killed by signal 9", page, StringComparison.Ordinal);
    }

    private static string State(string line) => line[(line.LastIndexOf(',') + 1)..];

    private string Write()
    {
        foreach (var run in FleetNights.Runs()) FleetRuns.Write(run, _command.Folder);
        return _command.File("night.html");
    }
}

using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Verdicts;
using StackBench.Exchange.Export;
using StackBench.Report;
using StackBench.Terminal;
using StackBench.Tests.Expectations;

namespace StackBench.Tests.Verdicts;

/// <summary>The end of the output of <c>run</c> alone must say what is wrong with a machine.</summary>
public sealed class MachineVerdictTests
{
    private static readonly string[] Wrong = ["throttled", "memory-channels", "link-narrow", "layer-loss", "below-its-kind"];

    private static string[] Codes(Run run) => [.. MachineVerdict.Of(run).Select(sentence => sentence.Code)];

    /// <summary>The last paragraph that a terminal of 120 cells shows, on one line.</summary>
    private static string End(Run run)
    {
        var lines = RunTableView.Lines(RunTable.Of(run), 120, Glyphs.Unicode).Select(line => line.ToString()).ToArray();
        return string.Join(' ', lines[(Array.FindLastIndex(lines, line => line.Length == 0) + 1)..].Select(line => line.Trim()));
    }

    [Fact]
    public void A_healthy_machine_has_no_loss()
    {
        Assert.Empty(Codes(RecordedRuns.Healthy).Intersect(Wrong));
        Assert.StartsWith("✓ No layer loses. CPU: memory 47.8 GB/s; fp32 vector units 187 GFLOP/s (93 % of 2 x one thread); ",
            End(RecordedRuns.Healthy), StringComparison.Ordinal);
        Assert.Matches("fp32 GEMM [0-9.]+ GFLOP/s \\([0-9]+ % of fp32 vector\\)", End(RecordedRuns.Healthy));
    }

    [Fact]
    public void One_DIMM()
    {
        Assert.Equal(["memory-channels"], Codes(RecordedRuns.OneDimm).Intersect(Wrong));
        var end = End(RecordedRuns.OneDimm);
        Assert.StartsWith(
            "▼ Memory gives 21.8 GB/s, 42 % of the 51.2 GB/s that 2 channels are specified for (usual 60-95 %): as much as 1 of "
                + "them can give. Look at: one DIMM where several belong", end, StringComparison.Ordinal);
        Assert.DoesNotContain("No layer loses", end, StringComparison.Ordinal);
    }

    /// <summary>One benchmark alone stands on nothing that was measured: nothing could be found, and nothing is said to be fine.</summary>
    [Fact]
    public void Where_nothing_was_compared_nothing_is_called_fine()
    {
        var alone = RecordedRuns.Healthy with
        {
            Results = [.. RecordedRuns.Healthy.Results.Where(result => result.Benchmark == "memory-latency").Take(1),
                RecordedRuns.Healthy.Results.First(result => result.Benchmark == "gemm")],
        };
        Assert.DoesNotContain("No layer loses", End(alone), StringComparison.Ordinal);
    }

    /// <summary>Eight lanes of sixteen are how many laptops are wired.</summary>
    [Theory]
    [InlineData("NVIDIA GeForce RTX 4070 Laptop GPU", false)]
    [InlineData("NVIDIA GeForce RTX 4070", true)]
    public void A_narrow_link_is_no_loss_of_a_laptop(string name, bool isLoss)
    {
        var run = Gpus.Run(name, "10de:2786", Gpus.Link(8, "16 GT/s x16"), Gpus.Memory(400e9));
        Assert.Equal(isLoss, Codes(run).Contains("link-narrow"));
    }

    /// <summary>All layers agree with each other, and the machine is not well all the same.</summary>
    [Fact]
    public void Thermal_throttling()
    {
        Assert.Equal(["throttled"], Codes(RecordedRuns.Throttled).Intersect(Wrong));
        var end = End(RecordedRuns.Throttled);
        Assert.Matches("^✗ Throttled: heat or a current limit held the CPU down in [0-9]+ % of the samples", end);
        Assert.Contains("up to 97 °C, at 2.40 GHz of up to 4.60 GHz", end, StringComparison.Ordinal);
        Assert.Contains("Look at fans, dust and air flow", end, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_BLAS()
    {
        Assert.Equal(["layer-loss"], Codes(RecordedRuns.SlowBlas).Intersect(Wrong));
        var end = End(RecordedRuns.SlowBlas);
        Assert.Matches(
            "^▼ fp(32|64) GEMM with libtorch gives [0-9.]+ % of the measured fp(32|64) FMA peak \\([0-9.]+ of [0-9.]+ GFLOP/s\\)", end);
        Assert.Contains("the loss sits in the library.", end, StringComparison.Ordinal);
        Assert.Contains("Look at: the variables MKL_", end, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_of_eight_lanes()
    {
        Assert.Contains("link-narrow", Codes(RecordedRuns.NarrowLink));
        Assert.DoesNotContain("below-its-kind", Codes(RecordedRuns.NarrowLink));
        var end = End(RecordedRuns.NarrowLink);
        Assert.StartsWith(
            "▼ The link of the GPU 0000:03:00.0 runs with 8 of its 16 lanes; d2h pinned 256 MiB reaches 13.4 GB/s: low: 50 % of what "
                + "PCIe 4.0 x16 links give", end, StringComparison.Ordinal);
        Assert.Contains("Seat the board anew", end, StringComparison.Ordinal);
        Assert.Empty(Codes(RecordedRuns.WideLink).Intersect(Wrong));
    }

    [Fact]
    public void Nothing_is_blamed_on_a_machine_that_others_use()
    {
        var contended = RecordedRuns.SlowBlas with
        {
            Results = [.. RecordedRuns.SlowBlas.Results.Select(result => result with
            {
                Launches = [.. result.Launches.Select(launch => launch with { Conditions = launch.Conditions.SetItem("cpu-others", 0.4) })],
            })],
        };
        Assert.Equal("contended", Codes(contended)[0]);
        Assert.DoesNotContain("layer-loss", Codes(contended));
    }

    [Fact]
    public void What_others_of_its_kind_give_is_said_with_its_sources()
    {
        var low = Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Memory(920e9), Gpus.Gemm(95e12), Gpus.Gemm(30e12, "fp32"));
        var sentence = MachineVerdict.Of(low)[0];
        Assert.Equal(("below-its-kind", SentenceKind.Loss), (sentence.Code, sentence.Kind));
        Assert.Contains("all arithmetic is low by one factor and the memory is fine", sentence.Text, StringComparison.Ordinal);
        Assert.Contains("% of what GeForce RTX 4090 cards give (", sentence.Text, StringComparison.Ordinal);
        Assert.Equal("Look at: power limit, clocks, temperature.", sentence.Advice);

        var fine = MachineVerdict.Of(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Gemm(165e12)))[^1];
        Assert.Equal(("others-of-its-kind", SentenceKind.Fine), (fine.Code, fine.Kind));
        Assert.Contains("bf16 GEMM as expected: 100 % of what GeForce RTX 4090 cards give (7 sources", fine.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_lower_than_usual_is_said_though_the_rest_is_as_expected()
    {
        var run = Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Gemm(165e12), Gpus.Memory(800e9));
        var sentence = MachineVerdict.Of(run).Single(one => one.Code == "others-of-its-kind");
        Assert.Equal(SentenceKind.Note, sentence.Kind);
        Assert.Contains("memory copy lower than usual", sentence.Text, StringComparison.Ordinal);
        Assert.Contains("bf16 GEMM as expected", sentence.Text, StringComparison.Ordinal);
    }

    /// <summary>A ladder for each of eight GPUs would fill all places.</summary>
    [Fact]
    public void What_cannot_be_is_said_on_a_machine_of_many_gpus()
    {
        var one = Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Gemm(165e12, published: 1.5), Gpus.Memory(920e9));
        string[] addresses = [.. Enumerable.Range(3, 8).Select(bus => $"0000:{bus:x2}:00.0")];
        var run = one with
        {
            Fingerprint = Fingerprint.Of(addresses.SelectMany(address => one.Fingerprint.Facts.Select(
                fact => fact with { Name = fact.Name.Replace(Gpus.Address, address, StringComparison.Ordinal) }))),
            Results = [.. addresses.SelectMany(address => one.Results.Select(result => result with { Device = address }))],
        };
        Assert.Contains("doubtful", Codes(run));
    }

    [Fact]
    public void Each_device_that_lost_is_named()
    {
        var one = RecordedRuns.Healthy;
        var two = one with { Results = [.. one.Results, .. one.Results.Select(result => result with { Device = "cuda:0" })] };
        var best = new OwnBest(two.Results.Where(result => result.Headline is not null && result.Benchmark == "gemm")
            .ToImmutableDictionary(result => result.Key, result => result.Headline!.Value * (result.Device == "cpu" ? 1.3 : 1.4)));
        var text = MachineVerdict.Of(two, best).Single(sentence => sentence.Code == "below-its-best").Text;
        Assert.Contains("GEMM of cuda:0 71 %", text, StringComparison.Ordinal);
        Assert.Contains("GEMM of cpu 77 %", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_earlier_run_of_the_machine_gave_is_a_measure_too()
    {
        var best = new OwnBest(RecordedRuns.Healthy.Results.Where(result => result.Headline is not null)
            .ToImmutableDictionary(result => result.Key, result => result.Headline!.Value * (result.Benchmark == "gemm" ? 1.3 : 1)));
        var sentence = MachineVerdict.Of(RecordedRuns.Healthy, best)[0];
        Assert.Equal("below-its-best", sentence.Code);
        Assert.Contains("GEMM 77 %", sentence.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(MachineVerdict.Of(RecordedRuns.Healthy, new OwnBest(ImmutableDictionary<ResultKey, double>.Empty)),
            one => one.Code == "below-its-best");
    }

    [Fact]
    public void A_part_of_a_run_has_no_verdict_and_an_empty_one_none()
    {
        Assert.Empty(RunTable.Of(RecordedRuns.SlowBlas).Only("gemm").Summary);
        Assert.Empty(MachineVerdict.Of(RecordedRuns.Healthy with { Results = [] }));
    }

    /// <summary>The same sentences wherever a run is shown.</summary>
    [Theory]
    [InlineData("json")]
    [InlineData("md")]
    [InlineData("html")]
    public void Exports_have_the_sentences(string format)
    {
        using var text = new StringWriter();
        Exporters.All.Named(format)!.Write(RecordedRuns.OneDimm, text);
        Assert.Contains("as much as 1 of them can give", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void At_most_five_sentences_and_one_of_them_is_the_ladder()
    {
        var all = RecordedRuns.SlowBlas with
        {
            Fingerprint = RecordedRuns.OneDimm.Fingerprint,
            Results = [.. RecordedRuns.NarrowLink.Results, .. RecordedRuns.SlowBlas.Results.Select(result =>
                result.Workload == "fp32 1x4096x4096" ? result with { Outcome = new Failed(FailureStage.Start, "gone", []) } : result)],
        };
        Assert.InRange(MachineVerdict.Of(all).Length, 3, MachineVerdict.Most);
        Assert.Contains("layers", Codes(all));
        Assert.Contains("failed", Codes(all));
    }
}

using StackBench.Core.Verdicts;

namespace StackBench.Tests.Verdicts;

public sealed class LadderRungTests
{
    [Fact]
    public void A_ladder_goes_from_the_hardware_up_with_a_line_per_layer_and_type()
    {
        string[] titles = [.. LadderRung.Of(RecordedRuns.Healthy).Select(rung => rung.Title)];
        Assert.Equal(
            ["memory", "fp32 vector units", "fp64 vector units", "fp32 GEMM", "fp64 GEMM", "fp32 convolution", "fp32 attention"], titles);
        Assert.Equal(["memory", "fp32 vector units", "fp32 GEMM", "fp32 convolution", "fp32 attention"],
            LadderRung.Of(RecordedRuns.Healthy).Where(rung => rung.IsFastest).Select(rung => rung.Title));
    }

    [Fact]
    public void A_loss_is_marked_and_says_of_what()
    {
        var loss = Assert.Single(LadderRung.Of(RecordedRuns.SlowBlas), rung => rung.IsLoss);
        Assert.Equal(("fp32 GEMM", "fp32 vector"), (loss.Title, loss.Below));
        Assert.Equal(0.074, loss.Share!.Value, 0.001);
        Assert.DoesNotContain(LadderRung.Of(RecordedRuns.Healthy), rung => rung.IsLoss);
    }

    [Fact]
    public void The_memory_of_a_known_CPU_has_the_share_of_its_channels()
    {
        var memory = LadderRung.Of(RecordedRuns.OneDimm)[0];
        Assert.Null(memory.Share);
        Assert.InRange(memory.OfPublished!.Value, 0.1, 0.5);
        Assert.Null(LadderRung.Of(RecordedRuns.Healthy)[0].OfPublished);
    }

    [Fact]
    public void A_card_has_what_others_of_its_kind_give()
    {
        var gemm = Assert.Single(LadderRung.Of(RecordedRuns.WideLink), rung => rung.Title == "fp16 GEMM");
        Assert.Equal(4, gemm.Kind!.Sources);
    }
}

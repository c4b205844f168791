using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>The denoising U-Net of Stable Diffusion 1 (Rombach et al. 2022): a step for an image of 512x512, a latent of 64x64.</summary>
/// <param name="Widths">Channels of the levels, each half as large as the one before; all but the last have attention.</param>
/// <param name="Words">Tokens of the text, each <paramref name="TextWidth"/> wide.</param>
internal sealed record UNet(
    string Name, ImmutableArray<long> Widths, long Heads, long Groups, long Size, long Words, long TextWidth)
{
    private const int BlocksOfLevel = 2;
    private const long Latents = 4;

    public static Network StableDiffusion15 { get; } = new UNet("sd15-unet", [320, 640, 1280, 1280], 8, 32, 64, 77, 768).Make();

    private long TimeWidth => 4 * Widths[0];

    private Network Make() => new(
        Name, "step of a 512x512 image",
        new Published(
            859_520_964, 2 * 401.637e9,
            "Hugging Face, stable-diffusion-v1-5: UNet2DConditionModel; multiply-adds from its configuration, 63.026 G attention's"))
    {
        Usual = Network.Named(),
        Small = Network.Named((Network.BatchName, 2)),
        Graph = Build,
        Relative = (this with { Widths = [16, 32, 32], Heads = 2, Groups = 4, Size = 8, Words = 5, TextWidth = 24 }).Build,
    };

    private OnnxGraph Build()
    {
        var graph = new GraphBuilder(Name);
        var latent = graph.Input("sample", ElementType.Float, 0, Network.BatchName, Latents, Size, Size);
        var step = graph.Input("timestep", ElementType.Float, 0, Network.BatchName);
        var text = graph.Input("encoder_hidden_states", ElementType.Float, 0, Network.BatchName, Words, TextWidth);
        var blocks = new UNetBlocks(graph, Time(graph, step), TimeWidth, text, TextWidth, Heads, Groups);
        var (size, width) = (Size, Widths[0]);
        var x = blocks.Conv(latent, "conv_in", Latents, width);
        var skipped = new Stack<(string Value, long Width)>([(x, width)]);
        for (var level = 0; level < Widths.Length; level++)
        {
            for (var block = 0; block < BlocksOfLevel; block++)
            {
                x = blocks.Block(x, $"down{level}.blocks.{block}", width, Widths[level], size, HasAttention(level));
                width = Widths[level];
                skipped.Push((x, width));
            }

            if (level == Widths.Length - 1) break;
            x = graph.Conv(x, $"down{level}.smaller", width, width, [3, 3], [2, 2], [1, 1, 1, 1]);
            size /= 2;
            skipped.Push((x, width));
        }

        x = blocks.Block(x, "middle.0", width, width, size, hasAttention: true);
        x = blocks.Block(x, "middle.1", width, width, size, hasAttention: false);
        for (var level = Widths.Length - 1; level >= 0; level--)
        {
            for (var block = 0; block <= BlocksOfLevel; block++)
            {
                var skip = skipped.Pop();
                x = graph.Node("Concat", [x, skip.Value], ("axis", 1));
                x = blocks.Block(x, $"up{level}.blocks.{block}", width + skip.Width, Widths[level], size, HasAttention(level));
                width = Widths[level];
            }

            if (level == 0) break;
            x = blocks.Conv(Twice(graph, x), $"up{level}.larger", width, width);
            size *= 2;
        }

        x = graph.Silu(blocks.GroupNorm(x, "norm_out", width, size, 1e-5f));
        graph.Output(blocks.Conv(x, "conv_out", width, Latents), ElementType.Float, Network.BatchName, Latents, Size, Size);
        return graph.Build();
    }

    private bool HasAttention(int level) => level < Widths.Length - 1;

    // The step as waves of several lengths, then two matrices; every block takes it with an activation before.
    private string Time(GraphBuilder graph, string step)
    {
        var half = Widths[0] / 2;
        var column = graph.Node("Unsqueeze", [step, graph.Integers("axes", 1)]);
        var phases = graph.Node("Mul", [column, graph.Fixed("time.rates", 0, 0.5, half)]);
        var waves = graph.Node("Concat", [graph.Node("Cos", [phases]), graph.Node("Sin", [phases])], ("axis", 1));
        var time = graph.Silu(graph.Linear(waves, "time.0", Widths[0], TimeWidth));
        return graph.Silu(graph.Linear(time, "time.1", TimeWidth, TimeWidth));
    }

    private static string Twice(GraphBuilder graph, string x) => graph.Node(
        "Resize", [x, "", graph.Once("two", 2, 2)], ("axes", [2, 3]), ("coordinate_transformation_mode", "asymmetric"),
        ("mode", "nearest"), ("nearest_mode", "floor"));
}

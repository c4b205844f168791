using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

public sealed class ChartCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public ChartCommandTests()
    {
        using var store = _command.OpenStore();
        store.Import(ExampleRun.Full);
    }

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("roofline", null, "roofline of cpu")]
    [InlineData("distribution", "gemm bf16", "distribution of 9 samples")]
    [InlineData("samples", "triad", "samples in order, 50.1 ms to 50.3 ms per call")]
    public async Task A_chart_goes_to_stdout_or_a_file(string kind, string? of, string title)
    {
        string[] args = of is null ? ["chart", kind] : ["chart", kind, "latest", "--of", of];
        var (code, output, error) = await _command.Run(args);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(title, Title(output), StringComparison.Ordinal);
        Assert.Equal(0, (await _command.Run([.. args, "--output", _command.File("c.svg")])).Code);
        Assert.Equal(output, await File.ReadAllTextAsync(_command.File("c.svg"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_comparison_and_the_history_of_a_metric_are_charts_too()
    {
        using (var store = _command.OpenStore())
            foreach (var day in Enumerable.Range(0, 30)) store.Import(HistoryRun.Of(day, day < 18 ? 100 : 80));
        var last = HistoryRun.Of(29, 80).Id;
        var (code, forest, error) = await _command.Run("chart", "comparison", last, "--against", HistoryRun.Of(0, 100).Id);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"{last} against ", Title(forest), StringComparison.Ordinal);
        Assert.Matches(">gemm fp32 2048x2048x2048</text>", forest);
        Assert.Matches(">[▼!?] -[0-9.]+ % slower</text>", forest);

        var history = await _command.Run("chart", "history", last, "--of", "gemm");
        Assert.Equal((0, ""), (history.Code, history.Error));
        Assert.Contains("rate of 30 runs from 2026-01-01 to 2026-01-30", Title(history.Out), StringComparison.Ordinal);
        Assert.Matches("2026-01-19: -(19|20)[.0-9]* % worse; no fact changed there", history.Out);
    }

    [Theory]
    [InlineData(2, "the run has 7 of them", "Choose with --of TEXT: memory-bandwidth copy cpu; ", "chart", "samples")]
    [InlineData(2, "no samples is of 'nothing'", "Choose with --of TEXT: ", "chart", "samples", "latest", "--of", "nothing")]
    [InlineData(1, "the run has no sweep", "three results that differ in one size alone", "chart", "sweep")]
    [InlineData(2, "invalid value '12x' for --size", "WIDTHxHEIGHT in pixels, each from 200 to 8000", "chart", "roofline", "--size", "12x")]
    [InlineData(2, "'blue' is no value of --theme", "auto, light, dark", "chart", "roofline", "--theme", "blue")]
    [InlineData(2, "'c.gif' ends in neither .svg nor .png", "--output chart.svg", "chart", "roofline", "-o", "c.gif")]
    [InlineData(2, "--against belongs to a comparison", "stackbench chart comparison RUN --against BASE", "chart", "roofline", "--against",
        "latest")]
    [InlineData(2, "there is no baseline 'default' for this machine", "stackbench baseline set latest", "chart", "comparison")]
    [InlineData(2, "'pie' not recognized", "", "chart", "pie")]
    public async Task What_cannot_be_drawn_says_what_to_do(int code, string what, string remedy, params string[] args)
    {
        var result = await _command.Run(args);
        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_theme_and_a_size_are_those_of_the_file()
    {
        var (code, dark, error) = await _command.Run("chart", "roofline", "--theme", "dark", "--size", "1280x720");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("width=\"1280\" height=\"720\"", dark, StringComparison.Ordinal);
        Assert.Contains("fill: #14171a", dark, StringComparison.Ordinal);
        Assert.DoesNotContain("prefers-color-scheme", dark, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme", (await _command.Run("chart", "roofline")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_png_is_made_by_the_converter_or_it_is_said_how_to_get_it()
    {
        var (code, _, error) = await _command.Run("chart", "roofline", "--output", _command.File("c.png"));
        if (code != 0)
        {
            Assert.Contains("apt install librsvg2-bin", error, StringComparison.Ordinal);
            return;
        }

        var pixels = Pixels(await File.ReadAllBytesAsync(_command.File("c.png"), TestContext.Current.CancellationToken));
        // The first pixel is told as it is, others as differences: mostly none on an empty ground, some where text and lines are.
        Assert.Equal([255, 255, 255], pixels[1..4]);
        Assert.InRange(pixels.Count(value => value != 0), pixels.Length / 200, pixels.Length / 2);
    }

    // The data of a PNG: chunks of length, name, content and checksum after eight bytes of signature, compressed in those named IDAT.
    private static byte[] Pixels(byte[] png)
    {
        using var compressed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) compressed.Write(png, at + 8, length);
            at += length + 12;
        }

        compressed.Position = 0;
        using var plain = new MemoryStream();
        using (var inflating = new ZLibStream(compressed, CompressionMode.Decompress)) inflating.CopyTo(plain);
        return plain.ToArray();
    }

    private static string Title(string svg) => XDocument.Parse(svg).Descendants().First(element => element.Name.LocalName == "title").Value;
}

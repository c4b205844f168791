using System.Text.Json;
using StackBench.Onnx.Graph;
using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class ModelRequestTests
{
    private static readonly SessionInput Image = new("input", ElementType.Float, [-1, 3, -1, -1]);

    [Theory]
    [InlineData("input=1x3x8x8", "1x3x8x8")]
    [InlineData("other=2 input=4x3x1x1", "4x3x1x1")]
    public void A_shape_that_fits_is_taken(string shapes, string expected) =>
        Assert.Equal(expected, string.Join('x', Of(shapes).ShapeOf(Image)));

    [Theory]
    [InlineData("", "input 'input' has the shape ?x3x?x?")]
    [InlineData("input=1x1x8x8", "input 'input' has the shape ?x3x?x?, not 1x1x8x8")]
    [InlineData("input=1x4x8x8", "not 1x4x8x8")]
    [InlineData("input=1x3x8", "not 1x3x8")]
    [InlineData("other=2", "has the shape ?x3x?x?")]
    public void A_shape_that_does_not_fit_is_refused_with_what_the_model_has(string shapes, string reason)
    {
        var exception = Assert.Throws<UnsupportedException>(() => Of(shapes).ShapeOf(Image));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains("--shape", exception.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sha256":"x","shape":"input=1x0"}""", "'input=1x0' is no shape")]
    [InlineData("""{"sha256":"x","shape":"=1"}""", "is no shape")]
    [InlineData("""{"network":"vgg","batch":1,"model-seed":1}""", "there is no network 'vgg'")]
    [InlineData("""{"network":"resnet50","batch":0,"model-seed":1}""", "'batch'")]
    public void What_cannot_be_asked_for_is_refused(string parameters, string reason) => Assert.Contains(
        reason, Assert.Throws<UnsupportedException>(() => Read(parameters, "m.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_shape_for_an_input_that_is_not_there_names_those_that_are() => Assert.Contains(
        "no input 'image'; it has input=?x3x?x?",
        Assert.Throws<UnsupportedException>(() => Of("image=1").RequireInputs([Image])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_that_is_gone_is_refused() => Assert.Contains(
        "--model", Assert.Throws<UnsupportedException>(() => Read("""{"sha256":"x"}""", null)).Remedy, StringComparison.Ordinal);

    private static ModelRequest Of(string shapes) =>
        Read(shapes.Length == 0 ? """{"sha256":"x"}""" : $$"""{"sha256":"x","shape":"{{shapes}}"}""", "m.onnx");

    private static ModelRequest Read(string parameters, string? file) =>
        ModelRequest.Read(JsonDocument.Parse(parameters).RootElement, file);
}

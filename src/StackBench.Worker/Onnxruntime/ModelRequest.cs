using System.Globalization;
using System.Text.Json;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Precisions;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Which model is asked for, and at which shapes.</summary>
/// <param name="Network">One of those that are made here; null for the user's file.</param>
/// <param name="File">The user's file; null for a network.</param>
/// <param name="Shapes">Shapes of the inputs by name, for the user's file.</param>
internal sealed record ModelRequest(
    Network? Network, string? File, long Batch, long ModelSeed, IReadOnlyDictionary<string, long[]> Shapes)
{
    /// <summary>What the network computes in.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    public const string FileVariable = "STACKBENCH_ONNX_MODEL";

    private const string ShapeRemedy = "give each input with a free dimension a shape: --shape input=1x3x224x224";

    /// <param name="file">Path of the user's model; null for none.</param>
    /// <exception cref="UnsupportedException">A parameter is not valid.</exception>
    public static ModelRequest Read(JsonElement parameters, string? file)
    {
        if (!parameters.TryGetProperty("sha256", out _))
        {
            var name = parameters.Text("network");
            var network = Network.Find(name) ?? throw new UnsupportedException(
                $"there is no network '{name}'", $"there are {string.Join(", ", Network.All.Select(one => one.Name))}");
            return new(network, null, parameters.Number("batch", 1, 1 << 16), parameters.Number("model-seed"), Empty)
            {
                Precision = Precision.Find(parameters.Choice("dtype", [.. Precision.All.Select(one => one.Name)]))!,
            };
        }

        if (string.IsNullOrEmpty(file))
            throw new UnsupportedException("the model that was measured is not here", "give it again: --model FILE.onnx");
        return new(null, file, 1, 0, parameters.TryGetProperty("shape", out _) ? Parse(parameters.Text("shape")) : Empty);
    }

    /// <summary>The network's graph; null for the user's file.</summary>
    public OnnxGraph? Graph() => Network is null ? null : Precision.Of(Network.Graph());

    /// <summary>The graph of its small relative; null where it is checked itself.</summary>
    public OnnxGraph? Relative() => Network?.Relative is { } relative ? Precision.Of(relative()) : null;

    /// <summary>The shape of an input of the user's model.</summary>
    /// <exception cref="UnsupportedException">The shape that was given does not fit, or none was given for a free dimension.</exception>
    public long[] ShapeOf(SessionInput input)
    {
        var isFree = input.Shape.Any(size => size < 0);
        if (!Shapes.TryGetValue(input.Name, out var shape))
            return isFree
                ? throw new UnsupportedException($"input '{input.Name}' has the shape {Text(input.Shape)}", ShapeRemedy)
                : input.Shape;
        var fits = shape.Length == input.Shape.Length
            && input.Shape.Zip(shape).All(pair => pair.First < 0 || pair.First == pair.Second);
        return fits
            ? shape
            : throw new UnsupportedException($"input '{input.Name}' has the shape {Text(input.Shape)}, not {Text(shape)}", ShapeRemedy);
    }

    /// <summary>Refuses shapes for inputs that the model does not have.</summary>
    /// <exception cref="UnsupportedException">There is such a shape.</exception>
    public void RequireInputs(IReadOnlyList<SessionInput> inputs)
    {
        if (Shapes.Keys.FirstOrDefault(name => inputs.All(input => input.Name != name)) is { } unknown)
            throw new UnsupportedException(
                $"the model has no input '{unknown}'; it has "
                    + $"{string.Join(", ", inputs.Select(input => $"{input.Name}={Text(input.Shape)}"))}",
                ShapeRemedy);
    }

    private static IReadOnlyDictionary<string, long[]> Empty { get; } = new Dictionary<string, long[]>(StringComparer.Ordinal);

    private static Dictionary<string, long[]> Parse(string text)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf('=');
            var sizes = part[(at + 1)..].Split('x').Select(size => long.TryParse(
                size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : -1).ToArray();
            if (at < 1 || sizes.Contains(-1)) throw new UnsupportedException($"'{part}' is no shape of an input", ShapeRemedy);
            shapes[part[..at]] = sizes;
        }

        return shapes;
    }

    private static string Text(long[] shape) => shape.Length == 0
        ? "of a single number"
        : string.Join('x', shape.Select(size => size < 0 ? "?" : size.ToString(CultureInfo.InvariantCulture)));
}

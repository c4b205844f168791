using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Precisions;
using StackBench.Onnx.Writing;
using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;
using StackBench.Worker.Onnxruntime;
using ElementType = StackBench.Onnx.Graph.ElementType;

namespace StackBench.Tests.Worker.Onnxruntime;

/// <summary>Models in the real library: what runs agrees with the reference, what cannot run says why.</summary>
public sealed class RealModelTests(RealLibrary real) : IClassFixture<RealLibrary>, IDisposable
{
    private const long Seed = 7;

    private static readonly SessionSettings Settings = new(2, 99, true);

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-").FullName;

    private string ModelPath => Path.Combine(_folder, "model.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mobilenetv3-large")]
    [InlineData("bert-base")]
    [InlineData("vit-b-16")]
    [InlineData("whisper-small-encoder")]
    [InlineData("wav2vec2-base")]
    [InlineData("llama2-7b-block-prefill")]
    [InlineData("llama2-7b-block-decode")]
    [InlineData("sd15-unet")]
    [InlineData("dlrm-kaggle")]
    public void The_library_computes_what_the_operators_mean(string name)
    {
        var library = real.Require();
        var network = Network.Find(name)!;
        var graph = network.Relative?.Invoke() ?? network.Graph();
        using var session = Session(library, graph);
        var check = ModelCheck.Of(library, session, graph, network.Small, Seed, new SeededNormals(1), Precision.Fp32);
        Assert.InRange(check.MaxError, 1e-9, check.Tolerance / 2);
        // A reference with other weights is another network.
        Assert.Throws<CheckFailedException>(
            () => ModelCheck.Of(library, session, graph, network.Small, Seed + 1, new SeededNormals(1), Precision.Fp32));
    }

    [Fact]
    public async Task A_network_is_made_loaded_checked_and_timed()
    {
        var request = new ModelRequest(Network.Find("mobilenetv3-large"), null, 2, Seed, Shapes());
        using var operation = new OnnxPreparation(real.Require(), request, Settings, 1).Prepare("a");
        Assert.Matches("^CPUExecutionProvider, [0-9]+ nodes$", operation.Description.Backend);
        Assert.True(operation.Description.Checked);
        Assert.Equal(2 * 3 * 224 * 224 * sizeof(float), operation.Description.Bytes);

        var samples = await operation.MeasureAsync(3, 2, TestContext.Current.CancellationToken);
        Assert.Equal(2, samples.Seconds.Count);
        var calls = samples.Extra![OnnxOperation.CallTimesSeries];
        Assert.Equal(6, calls.Count);
        Assert.Equal(samples.Seconds.Sum() * 3, calls.Sum(), 1e-6);
        Assert.Equal(operation.Description.FirstCallSeconds, Assert.Single(samples.Extra[OnnxOperation.FirstRunSeries]));
        Assert.True(Assert.Single(samples.Extra[OnnxOperation.SessionTimeSeries]) > 0);
        samples = await operation.MeasureAsync(1000 / 40, 2, TestContext.Current.CancellationToken);
        Assert.Equal(50, samples.Extra![OnnxOperation.CallTimesSeries].Count);
    }

    [Fact]
    public void A_model_of_the_users_runs_with_weights_beside_it()
    {
        WriteWithData();
        using var operation = Prepare(("input", [2, 3, 48, 48]));
        Assert.False(operation.Description.Checked);
        Assert.Equal(2 * 3 * 48 * 48 * sizeof(float), operation.Description.Bytes);

        // Every weight is found at its place in the other file.
        var network = Network.Find("vit-b-16")!;
        using var session = OrtSession.Of(real.Require(), ModelPath, Settings, Path.Combine(_folder, "profile"));
        session.EndProfiling();
        Assert.InRange(ErrorOf(session, network), 1e-9, 1e-4);
    }

    [Theory]
    [InlineData("bert-base", "fp16", "Cast")]
    [InlineData("bert-base", "int8", "MatMulIntegerToFloat")]
    public void A_network_in_other_numbers_computes_what_its_operators_mean(string name, string type, string ran)
    {
        var (library, network, precision) = (real.Require(), Network.Find(name)!, Precision.Find(type)!);
        var graph = precision.Of((network.Relative ?? network.Graph)());
        using var session = OrtSession.Of(library, OnnxWriter.ToBytes(graph, Seed), Settings, Path.Combine(_folder, "profile"));
        var sizes = network.SmallSizes(1);
        var check = ModelCheck.Of(library, session, graph, sizes, Seed, new SeededNormals(1), precision);
        var nodes = ProviderNodes.Of(session.EndProfiling());
        Assert.InRange(check.MaxError, 1e-9, check.Tolerance / 2);
        Assert.Equal(ran, nodes.Nodes.Any(node => node.Op == ran) ? ran : string.Join(" ", nodes.Nodes.Select(node => node.Op)));
        ComputedType.Require(nodes, precision, (network.Relative ?? network.Graph)());
        Assert.Throws<CheckFailedException>(
            () => ModelCheck.Of(library, session, graph, sizes, Seed + 1, new SeededNormals(1), precision));
    }

    /// <summary>Faults that a tolerance of single numbers would let pass in a quantized network.</summary>
    [Theory]
    [InlineData("bias", 0f, 0f)]
    [InlineData("zero", 1f, 1f)]
    [InlineData("scale", 0f, 2f)]
    public void A_quantized_network_that_is_a_little_wrong_fails(string part, float add, float times)
    {
        var (library, network, precision) = (real.Require(), Network.Find("bert-base")!, Precision.Find("int8")!);
        var graph = precision.Of(network.Relative!());
        using var session = Session(library, graph);
        var name = graph.Nodes.First(node => node.Op == "DequantizeLinear" && node.Name.EndsWith(".weight.back", StringComparison.Ordinal))
            .Inputs[0][..^"weight".Length];
        var wrong = part switch { "bias" => name + "bias", "zero" => name + "weight.zero", _ => name + "weight.scale" };
        Assert.Contains(graph.Weights, weight => weight.Name == wrong);
        graph = graph with
        {
            Weights =
            [
                .. graph.Weights.Select(weight => weight.Name == wrong
                    ? weight with { Mean = (weight.Mean * times) + add, Deviation = weight.Deviation * times }
                    : weight),
            ],
        };
        Assert.Throws<CheckFailedException>(
            () => ModelCheck.Of(library, session, graph, network.Small, Seed, new SeededNormals(1), precision));
    }

    [Fact]
    public void A_session_that_is_disposed_twice_lets_its_weights_go_once()
    {
        var (library, graph) = (real.Require(), Network.Find("vit-b-16")!.Relative!());
        var weights = new WeightsInMemory(library, graph, Seed);
        var session = OrtSession.Of(
            library, OnnxWriter.ToBytes(graph, Seed, WeightsInMemory.FileName), Settings, Path.Combine(_folder, "profile"), weights);
        session.EndProfiling();
        session.Dispose();
        session.Dispose();
        weights.Dispose();
    }

    [Fact]
    public async Task Sessions_beside_each_other_share_the_threads_and_tell_all_their_calls()
    {
        var request = new ModelRequest(Network.Find("mobilenetv3-large"), null, 1, Seed, Shapes());
        var settings = Settings with { Sessions = 2 };
        using var operation = new OnnxPreparation(real.Require(), request, settings, 1).Prepare("a");
        Assert.Equal((2, 2 * 3 * 224 * 224 * sizeof(float)), (operation.Description.Threads, operation.Description.Bytes));
        var samples = await operation.MeasureAsync(2, 1, TestContext.Current.CancellationToken);
        var calls = samples.Extra![OnnxOperation.CallTimesSeries];
        Assert.Equal(4, calls.Count);
        Assert.InRange(Assert.Single(samples.Seconds), calls.Min() * 0.9, calls.Sum());
    }

    [Fact]
    public void Inputs_and_outputs_can_be_bound_to_the_memory_of_a_provider()
    {
        var (library, graph) = (real.Require(), Network.Find("vit-b-16")!.Relative!());
        using var session = Session(library, graph);
        using var run = new BoundRun(
            library, session, [ModelInput.Draw("input", ElementType.Float, [1, 3, 48, 48], 0, new SeededNormals(1))]);
        run.BindTo("Cpu");
        run.Invoke();
        Assert.Throws<OrtException>(() => run.BindTo("Moon"));
    }

    [Fact]
    public void Weights_of_a_large_model_are_taken_from_memory()
    {
        var (library, network) = (real.Require(), Network.Find("sd15-unet")!);
        var graph = network.Relative!();
        var model = OnnxWriter.ToBytes(graph, Seed, WeightsInMemory.FileName);
        Assert.True(model.Length < OnnxWriter.SizeOf(graph) / 2);
        using var session = OrtSession.Of(
            library, model, Settings, Path.Combine(_folder, "profile"), new WeightsInMemory(library, graph, Seed));
        session.EndProfiling();
        Assert.InRange(ErrorOf(session, network), 1e-9, 1e-4);
    }

    [Fact]
    public void Weights_that_are_missing_are_told()
    {
        WriteWithData();
        File.Delete(ModelPath + ".data");
        Refused("a file that holds weights of the model is missing", ("input", [2, 3, 48, 48]));
    }

    [Fact]
    public void A_truncated_file_is_told()
    {
        real.Require();
        var bytes = OnnxWriter.ToBytes(Network.Find("vit-b-16")!.Relative!(), Seed);
        File.WriteAllBytes(ModelPath, bytes[..(bytes.Length / 2)]);
        Refused("the file is damaged or no ONNX model", ("input", [2, 3, 48, 48]));
    }

    [Fact]
    public void An_operator_that_nobody_knows_is_told()
    {
        real.Require();
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", ElementType.Float, 0, 4);
        graph.Output(graph.Node("Frobnicate", [x]), ElementType.Float, 4);
        File.WriteAllBytes(ModelPath, OnnxWriter.ToBytes(graph.Build(), Seed));
        Refused("does not know an operator");
    }

    [Fact]
    public void A_shape_that_the_model_does_not_take_is_told()
    {
        WriteWithData();
        Refused("input 'input' has the shape ?x3x48x48, not 1x1x28x28", ("input", [1, 1, 28, 28]));
        Refused("input 'input' has the shape ?x3x48x48");
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        real.Require();
        Refused("the model cannot be opened");
    }

    private double ErrorOf(OrtSession session, Network network) => ModelCheck.Of(
        real.Require(), session, network.Relative!(), network.Small, Seed, new SeededNormals(1), Precision.Fp32).MaxError;

    private static Dictionary<string, long[]> Shapes(params (string Name, long[] Shape)[] shapes) =>
        shapes.ToDictionary(shape => shape.Name, shape => shape.Shape, StringComparer.Ordinal);

    private static OrtSession Session(OrtLibrary library, OnnxGraph graph)
    {
        var session = OrtSession.Of(library, OnnxWriter.ToBytes(graph, Seed), Settings,
            Path.Combine(Path.GetTempPath(), "stackbench-test"));
        session.EndProfiling();
        return session;
    }

    private void WriteWithData()
    {
        real.Require();
        using var model = File.Create(ModelPath);
        using var data = File.Create(ModelPath + ".data");
        OnnxWriter.Write(Network.Find("vit-b-16")!.Relative!(), Seed, model, (data, "model.onnx.data"));
    }

    private OnnxOperation Prepare(params (string Name, long[] Shape)[] shapes) =>
        new OnnxPreparation(real.Require(), new ModelRequest(null, ModelPath, 1, 0, Shapes(shapes)), Settings, 1).Prepare("a");

    private void Refused(string reason, params (string Name, long[] Shape)[] shapes)
    {
        var exception = Assert.Throws<UnsupportedException>(() => Prepare(shapes));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.Remedy);
        Assert.DoesNotContain(_folder, exception.Message, StringComparison.Ordinal);
    }
}

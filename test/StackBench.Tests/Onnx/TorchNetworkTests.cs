using System.Diagnostics;
using System.Text.Json;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Operators;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Onnx;

/// <summary>
/// A network in PyTorch is the one that ONNX Runtime is given: of equal seeds both have equal weights, and equal outputs for an input.
/// </summary>
public sealed class TorchNetworkTests
{
    private const long Seed = 7;

    private const string Script = """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        import torch
        from stackbench_worker.models import networks, seeded
        torch.set_num_threads(1)
        def answer(asked):
            network = networks.ALL[asked["network"]]
            module = network.build(network.relative).eval()
            seeded.fill(module, asked["seed"])
            inputs = [torch.tensor(values, dtype=torch.float64).reshape(shape) for values, shape in zip(asked["inputs"], asked["shapes"])]
            inputs = [values.long() if whole else values for values, whole in zip(inputs, asked["whole"])]
            with torch.no_grad():
                outputs = module.double()(*inputs)
            outputs = outputs if isinstance(outputs, tuple) else (outputs,)
            names = [name for name, _ in module.named_parameters()]
            return {"outputs": [output.flatten().tolist() for output in outputs], "names": names}
        print(json.dumps([answer(asked) for asked in json.load(sys.stdin)]))
        """;

    private static readonly string[] Names =
    [
        "resnet50", "mobilenetv3-large", "bert-base", "vit-b-16", "whisper-small-encoder", "wav2vec2-base", "llama2-7b-block-prefill",
        "llama2-7b-block-decode", "sd15-unet", "dlrm-kaggle",
    ];

    // One interpreter for all: most of its time is the import of PyTorch.
    private static readonly Lazy<Answer[]> Answers = new(() => Ask(Names.Select(Question)));

    public static TheoryData<string> Networks => [.. Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Weights_and_outputs_are_those_of_the_graph(string name)
    {
        var network = Network.Find(name)!;
        var graph = (network.Relative ?? network.Graph)();
        var answer = Answers.Value[Names.IndexOf(name)];
        Assert.Equal(
            graph.Weights.Where(weight => weight.IsParameter).Select(weight => weight.Name).Order(StringComparer.Ordinal),
            answer.Names.Order(StringComparer.Ordinal));
        var expected = GraphWalk.Evaluate(graph, network.Small, Seed, Inputs(network, graph));
        Assert.Equal(expected.Count, answer.Outputs.Length);
        Assert.All(expected.Zip(answer.Outputs), pair =>
        {
            var error = Math.Sqrt(pair.First.Zip(pair.Second, (a, b) => (a - b) * (a - b)).Sum() / pair.First.Sum(a => a * a));
            Assert.InRange(error, 0, 1e-6);
        });
    }

    private static double[][] Inputs(Network network, OnnxGraph graph) =>
        [.. graph.Inputs.Select(port => Values(port, port.Shape(network.Small)))];

    private static object Question(string name)
    {
        var network = Network.Find(name)!;
        var graph = (network.Relative ?? network.Graph)();
        return new
        {
            network = name,
            seed = Seed,
            inputs = Inputs(network, graph),
            shapes = graph.Inputs.Select(port => port.Shape(network.Small)),
            whole = graph.Inputs.Select(port => port.Limit > 0),
        };
    }

    private static double[] Values(Port port, long[] shape) =>
    [
        .. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => port.Limit > 0 ? i * 37 % port.Limit : Math.Sin(i * i)),
    ];

    private static Answer[] Ask(IEnumerable<object> question)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(RepositoryFile.Path("python/stackbench_worker/__main__.py")))!;
        var start = new ProcessStartInfo(PythonInterpreter.Require(PythonInterpreter.Recent), ["-B", "-c", Script, folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = PythonInterpreter.Start(start);
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(JsonSerializer.Serialize(question));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return JsonSerializer.Deserialize<Answer[]>(output, JsonSerializerOptions.Web)!;
    }

    private sealed record Answer(double[][] Outputs, string[] Names);
}

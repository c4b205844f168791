using StackBench.Llm.Gguf;

namespace StackBench.Tests.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_model_and_its_configuration_are_made_and_not_replaced_unasked()
    {
        var (code, path, _) = await _command.Run("model", "make", "tiny", "--type", "q4_0", "--seed", "5", "--output", _command.File("m"));
        Assert.Equal(0, code);
        Assert.Equal(_command.File("m/synthetic-tiny-Q4_0-seed5.gguf") + "\n", path);
        Assert.True(File.Exists(_command.File("m/config.json")));
        Assert.Equal("Q4_0", ModelFacts.Of(GgufReader.Read(path.TrimEnd())).Type);

        (code, _, var error) = await _command.Run("model", "make", "tiny", "--type", "Q8_0", "--output", _command.File("m"));
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_command.File("m"), "*.gguf"));
        Assert.Equal(0, (await _command.Run("model", "make", "tiny", "--type", "Q8_0", "--output", _command.File("m"), "--force")).Code);
    }

    [Fact]
    public async Task Without_output_it_lies_where_the_benchmark_looks()
    {
        var (code, path, _) = await _command.Run("model", "make", "tiny");
        Assert.Equal(0, code);
        Assert.Equal(Path.Combine(_command.Location.Folder, "models", "synthetic-tiny-Q8_0-seed1", "synthetic-tiny-Q8_0-seed1.gguf"),
            path.TrimEnd());
    }

    [Theory]
    [InlineData("there is no model 'huge'; there are tiny, small, 100m, 1b, llama2-7b, resnet50, ", "make", "huge")]
    [InlineData("there is no type 'Q5'; there are F16, Q8_0, Q4_0", "make", "tiny", "--type", "Q5")]
    [InlineData("'x' is no value of --seed", "make", "tiny", "--seed", "x")]
    public async Task What_cannot_be_made_is_wrong_usage(string message, params string[] args)
    {
        var (code, _, error) = await _command.Run(["model", .. args]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_is_made_as_an_ONNX_file_and_not_replaced_unasked()
    {
        string[] args = ["model", "make", "mobilenetv3-large", "--format", "onnx", "--seed", "5", "--output", _command.File("m")];
        var (code, path, note) = await _command.Run(args);
        Assert.Equal(0, code);
        Assert.Equal(_command.File("m/mobilenetv3-large-seed5.onnx") + "\n", path);
        Assert.Contains("5.5 million parameters", note, StringComparison.Ordinal);
        Assert.Equal([path.TrimEnd()], Directory.GetFiles(_command.File("m")));
        (code, _, var error) = await _command.Run(args);
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_beside_a_large_network_are_not_replaced_unasked()
    {
        Directory.CreateDirectory(_command.File("m"));
        var data = _command.File("m/sd15-unet-seed1.onnx.data");
        File.WriteAllText(data, "mine");
        var (code, _, error) = await _command.Run("model", "make", "sd15-unet", "--format", "onnx", "--output", _command.File("m"));
        Assert.Equal((2, "mine"), (code, File.ReadAllText(data)));
        Assert.Contains("--force", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet50 is made as an ONNX file", "resnet50", "--format", "gguf")]
    [InlineData("resnet50 is made as an ONNX file", "resnet50", "--type", "Q8_0")]
    [InlineData("tiny is made as a GGUF file", "tiny", "--format", "onnx")]
    [InlineData("there is no format 'pt'; there are gguf, onnx", "tiny", "--format", "pt")]
    public async Task A_form_that_a_model_does_not_have_is_wrong_usage(string message, params string[] args)
    {
        var (code, _, error) = await _command.Run(["model", "make", .. args]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no file", "run", "onnx", "--model", "/no/such.onnx")]
    [InlineData("'1x3' is no shape of an input", "run", "onnx", "--model", "/no/such.onnx", "--shape", "1x3")]
    [InlineData("--shape belongs to --model FILE.onnx", "run", "onnx", "--shape", "input=1x3")]
    [InlineData("there is no ONNX Runtime in /tmp", "run", "onnx", "--onnxruntime", "/tmp")]
    public async Task An_ONNX_model_that_is_not_there_is_wrong_usage(string message, params string[] args)
    {
        var (code, _, error) = await _command.Run(args);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused_before_anything_is_measured()
    {
        File.WriteAllText(_command.File("m.gguf"), "no model");
        var (code, _, error) = await _command.Run("run", "llm", "--model", _command.File("m.gguf"));
        Assert.Equal(2, code);
        Assert.Contains("it is not a GGUF file", error, StringComparison.Ordinal);
        (code, _, error) = await _command.Run("run", "llm", "--model", _command.File("none.gguf"));
        Assert.Equal(2, code);
        Assert.Contains("there is no file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_holds_one_model_or_is_refused_before_anything_is_measured()
    {
        var folder = Directory.CreateDirectory(_command.File("m")).FullName;
        await RefusedAsync("it holds neither a GGUF file nor config.json with safetensors");
        File.WriteAllText(Path.Combine(folder, "a.safetensors"), "");
        await RefusedAsync("there is no config.json beside the safetensors");
        File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
        await RefusedAsync("a.safetensors is shorter than a header");
        File.WriteAllText(Path.Combine(folder, "a.gguf"), "");
        await RefusedAsync("it holds GGUF files and safetensors");
        File.WriteAllText(Path.Combine(folder, "b.gguf"), "");
        await RefusedAsync("it holds 2 models, among them a.gguf and b.gguf");

        async Task RefusedAsync(string reason)
        {
            var (code, _, error) = await _command.Run("serving", "--model", folder);
            Assert.Equal(2, code);
            Assert.Contains(reason, error.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_model_is_given_to_engines_that_load_it()
    {
        var folder = _command.File("m");
        await _command.Run("model", "make", "tiny", "--output", folder);
        var (code, _, error) = await _command.Run("serving", "--model", folder, "--engine", "vllm-serve");
        Assert.Equal((2, true), (code, error.Contains("vllm-serve does not load this model", StringComparison.Ordinal)));

        File.Delete(Directory.GetFiles(folder, "*.gguf").Single());
        var header = """{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"""u8.ToArray();
        File.WriteAllBytes(
            Path.Combine(folder, "model.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);
        (code, _, error) = await _command.Run("serving", "--model", folder, "--engine", "llama-server");
        Assert.Equal((2, true), (code, error.Contains("llama-server does not load this model", StringComparison.Ordinal)));
        (code, _, error) = await _command.Run("run", "llm", "--model", folder);
        Assert.Equal((2, true), (code, error.Contains("only serving can be measured", StringComparison.Ordinal)));
    }
}

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
        Assert.Equal(Path.Combine(_command.Location.Folder, "models", "synthetic-tiny-Q8_0-seed1", "synthetic-tiny-Q8_0-seed1.gguf"), path.TrimEnd());
    }

    [Theory]
    [InlineData("there is no model 'huge'; there are tiny, small, 100m, 1b", "make", "huge")]
    [InlineData("there is no type 'Q5'; there are F16, Q8_0, Q4_0", "make", "tiny", "--type", "Q5")]
    [InlineData("'x' is no value of --seed", "make", "tiny", "--seed", "x")]
    public async Task What_cannot_be_made_is_wrong_usage(string message, params string[] args)
    {
        var (code, _, error) = await _command.Run(["model", .. args]);
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
}

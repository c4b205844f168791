using StackBench.Exchange.Import;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>Lengths and rates that several tools only imply.</summary>
public sealed class ServingLengthTests
{
    [Theory]
    [InlineData(1000.0, 10.0, "100", "100")]
    [InlineData(1004.0, 10.0, "100", "100")]
    [InlineData(12_345.0, 10.0, "1234", "1200")]
    [InlineData(97.0, 10.0, "10", "10")]
    [InlineData(6.0, 10.0, "1", "1")]
    [InlineData(4.0, 10.0, "0", null)]
    [InlineData(0.0, 10.0, null, null)]
    [InlineData(1000.0, 0.0, null, null)]
    [InlineData(null, 10.0, null, null)]
    [InlineData(1000.0, null, null, null)]
    public void Tokens_of_a_request_are_those_of_all_over_their_number(double? tokens, double? requests, string? each, string? about) =>
        Assert.Equal((each, about), (ServingLoad.PerRequest(tokens, requests), ServingLoad.AboutPerRequest(tokens, requests)));

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B")]
    [InlineData("/models/of/somebody/Llama-3.1-8B/", "Llama-3.1-8B")]
    [InlineData("./Llama-3.1-8B", "Llama-3.1-8B")]
    [InlineData("C:\\models\\Llama-3.1-8B", "Llama-3.1-8B")]
    public void A_models_folders_are_nobodys_business(string model, string name) => Assert.Equal(name, ServingLoad.ModelName(model));

    [Theory]
    [InlineData("copy_gb_s", 2e9)]
    [InlineData("gemm_tflops", 2e12)]
    [InlineData("gemm_gflops", 2e9)]
    [InlineData("flash_attention_speed", 2)]
    [InlineData("tokens_per_second", 2)]
    [InlineData("decode_tok_s", 2)]
    [InlineData("first_latency_ms", 2e-3)]
    public void Names_of_Rusty_Stack_tell_the_unit(string name, double value)
    {
        var text = $$"""{"name": "a", "success": true, "execution_time_ms": 1, "metrics": {"{{name}}": 2}, "errors": []}""";
        var run = Assert.Single(Importers.Read(Source(text)).Runs);
        Assert.Equal(value, Assert.Single(run.Results).Headline!.Value, 12);
    }
}

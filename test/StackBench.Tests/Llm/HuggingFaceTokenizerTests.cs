using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using StackBench.Llm.Gguf;
using StackBench.Serving.Servers;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Llm;

public sealed class HuggingFaceTokenizerTests : IDisposable
{
    // Words of the vocabulary, others, blanks, digits, capitals, letters of two to four bytes, what looks like a control token, nothing.
    private static readonly string[] Samples =
        ["raki noza vaga", "baba", " two  blanks ", "qx 17 Hello, world!", "naïve 日本 🙂\n\ttab", "a<0x41>b", "b", ""];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-tokenizer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(512)]
    [InlineData(32000)]
    public void The_vocabulary_has_the_ids_of_the_GGUF_file_and_every_longer_token_one_merge(int size)
    {
        var tokens = SyntheticVocabulary.Tokens(size);
        using var document = JsonDocument.Parse(HuggingFaceTokenizer.Tokenizer(size));
        var root = document.RootElement;
        Assert.Equal(
            ["version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"],
            root.EnumerateObject().Select(property => property.Name));
        var model = root.GetProperty("model");
        Assert.Equal(("BPE", true, "<unk>"), (model.GetProperty("type").GetString(), model.GetProperty("byte_fallback").GetBoolean(),
            model.GetProperty("unk_token").GetString()));
        Assert.Equal(tokens,
            model.GetProperty("vocab").EnumerateObject().OrderBy(property => property.Value.GetInt32()).Select(property => property.Name));
        Assert.Equal(
            Enumerable.Range(0, size), model.GetProperty("vocab").EnumerateObject().Select(property => property.Value.GetInt32()).Order());
        var known = tokens.ToHashSet();
        var merges = model.GetProperty("merges").EnumerateArray().Select(pair => (Left: pair[0].GetString()!, Right: pair[1].GetString()!))
            .ToArray();
        Assert.All(merges, pair => Assert.True(known.Contains(pair.Left) && known.Contains(pair.Right)));
        // In the order of their scores: of two merges the earlier token's comes first.
        Assert.Equal(tokens.Where(token => token.Length > 1 && token[0] == SyntheticVocabulary.WordBegin[0]),
            merges.Select(pair => pair.Left + pair.Right));
        Assert.Equal([(0, "<unk>"), (1, "<s>"), (2, "</s>")], root.GetProperty("added_tokens").EnumerateArray()
            .Select(token => (token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString())));
    }

    [Fact]
    public void The_configuration_names_special_tokens_and_the_chat_template()
    {
        using var document = JsonDocument.Parse(HuggingFaceTokenizer.Config(ModelShape.Small));
        Assert.Equal(SyntheticVocabulary.ChatTemplate, document.RootElement.GetProperty("chat_template").GetString());
        Assert.Equal("PreTrainedTokenizerFast", document.RootElement.GetProperty("tokenizer_class").GetString());
        Assert.Equal(ModelShape.Small.Context, document.RootElement.GetProperty("model_max_length").GetInt32());
        using var special = JsonDocument.Parse(HuggingFaceTokenizer.SpecialTokens(512));
        Assert.Equal([("unk_token", "<unk>"), ("bos_token", "<s>"), ("eos_token", "</s>")],
            special.RootElement.EnumerateObject().Select(property => (property.Name, property.Value.GetString())));
    }

    [Fact]
    public async Task The_real_tokenizers_and_the_real_llama_server_make_the_same_ids()
    {
        var python = PythonInterpreter.Require(PythonInterpreter.Recent);
        if ((await PythonAsync(python, "import tokenizers, transformers")).Code != 0)
            Requirement.Missing("the Python of STACKBENCH_PYTHON has no tokenizers and transformers (eng/ml-stack.sh sid unpacks them)");
        var program = RequiredLlama.Program("llama-server");
        var model = new SyntheticModel(ModelShape.Small, TensorType.Q8_0, 1);
        var path = ModelFolder.Make(model, _folder.FullName, cancellation: TestContext.Current.CancellationToken);

        const string script = """
            import json, sys, transformers
            tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
            texts = json.loads(sys.argv[2])
            chat = tokenizer.apply_chat_template([{"role": "user", "content": "raki"}], tokenize=False, add_generation_prompt=True)
            print(json.dumps({"ids": [tokenizer(text)["input_ids"] for text in texts], "back": [tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=True) for text in texts], "chat": chat, "size": len(tokenizer), "special": [tokenizer.unk_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id]}))
            """;
        var (code, output) = await PythonAsync(python, script, _folder.FullName, JsonSerializer.Serialize(Samples));
        Assert.True(code == 0, output);
        using var told = JsonDocument.Parse(output.Split('\n').Last(line => line.StartsWith('{')));
        Assert.Equal(ModelShape.Small.Vocabulary, told.RootElement.GetProperty("size").GetInt32());
        Assert.Equal([0, 1, 2], told.RootElement.GetProperty("special").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal("user: raki\nassistant:", told.RootElement.GetProperty("chat").GetString());
        Assert.Equal(Samples, told.RootElement.GetProperty("back").EnumerateArray().Select(text => text.GetString()));

        await using var server = await ServerProcess.StartAsync(ServerLauncher.LlamaServer, program, new ServerRequest(path, 1, 512, 1), "",
            TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = server.Endpoint };
        for (var i = 0; i < Samples.Length; i++)
        {
            using var content = JsonContent.Create(
                new Dictionary<string, object> { ["content"] = Samples[i], ["add_special"] = true, ["parse_special"] = false });
            using var answer =
                await client.PostAsync(new Uri("/tokenize", UriKind.Relative), content, TestContext.Current.CancellationToken);
            using var tokens = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(tokens.RootElement.GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32()),
                told.RootElement.GetProperty("ids")[i].EnumerateArray().Select(id => id.GetInt32()));
        }
    }

    private static async Task<(int Code, string Output)> PythonAsync(string python, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            python, ["-c", script, .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? output : await error);
    }
}

using System.Buffers.Binary;
using System.Text;
using StackBench.Llm.Gguf;
using StackBench.Llm.Safetensors;

namespace StackBench.Tests.Llm;

public sealed class HuggingFaceFolderTests : IDisposable
{
    private const string Config =
        """{"model_type":"llama","hidden_size":8,"num_attention_heads":4,"num_key_value_heads":2,"num_hidden_layers":3,"max_position_embeddings":64}""";
    private const string First =
        """{"__metadata__":{"format":"pt"},"model.embed_tokens.weight":{"dtype":"BF16","shape":[10,8],"data_offsets":[0,160]},"model.norm.weight":{"dtype":"F32","shape":[8],"data_offsets":[160,192]}}""";
    private const string Second =
        """{"lm_head.weight":{"dtype":"BF16","shape":[10,8],"data_offsets":[0,160]},"a":{"dtype":"BF16","shape":[4,5],"data_offsets":[160,200]}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-hf-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, string, string> Broken => new()
    {
        { "config.json", "{", "config.json is no JSON" },
        { "config.json", "[]", "config.json is no JSON object" },
        { "config.json", "{}", "config.json has no model_type" },
        { "config.json", """{"model_type":"\ud800"}""", "config.json has no model_type" },
        { "model.safetensors.index.json", """{"weight_map":{"a":5}}""",
            "model.safetensors.index.json has a weight_map whose values are no names of files"},
        { "config.json", """{"\ud800":1}""", "config.json has a name that is no text" },
        { "model.safetensors.index.json", """{"weight_map":{}}""", "model.safetensors.index.json names no file" },
        { "model.safetensors.index.json", "{}", "model.safetensors.index.json has no weight_map" },
        { "model.safetensors.index.json", """{"weight_map":{"a":"two.safetensors","b":"three.safetensors"}}""",
            "three.safetensors is missing, which model.safetensors.index.json names"},
        { "one.safetensors", "1234", "one.safetensors is shorter than a header" },
        { "one.safetensors", "12345678", "one.safetensors has no header of a possible length" },
    };

    [Fact]
    public void Facts_come_from_configuration_and_headers()
    {
        Make();
        var facts = HuggingFaceFolder.Read(_folder.FullName).Facts;
        Assert.Equal(("llama", "BF16", 188L, 392L, 64L),
            (facts.Architecture, facts.Type, facts.Parameters, facts.WeightBytes, facts.Context!.Value));
        Assert.Equal((28.0, 80L, 232.0), (facts.TokenParameters, facts.OutputParameters, facts.DecodeBytes));
        // Keys and values of 2 heads of width 2 in 3 layers, 2 bytes each; 4 query heads.
        Assert.Equal((48.0, 24.0), (facts.KvBytesPerToken!.Value, facts.AttentionWidth!.Value));
    }

    [Fact]
    public void It_is_known_by_configuration_names_sizes_and_headers_and_not_by_its_place_or_values()
    {
        Make();
        var known = HuggingFaceFolder.Read(_folder.FullName).Sha256;
        Assert.Matches("^[0-9a-f]{64}$", known);
        Weights("one.safetensors", First, 7);
        Assert.Equal(known, HuggingFaceFolder.Read(_folder.FullName).Sha256);
        Write("notes.txt", "x");
        Assert.Equal(known, HuggingFaceFolder.Read(_folder.FullName).Sha256);

        List<string> others = [known];
        Write("config.json", Config + " ");
        others.Add(HuggingFaceFolder.Read(_folder.FullName).Sha256);
        Weights("one.safetensors", First.Replace("norm", "morn", StringComparison.Ordinal));
        others.Add(HuggingFaceFolder.Read(_folder.FullName).Sha256);
        File.Move(Path("two.safetensors"), Path("too.safetensors"));
        others.Add(HuggingFaceFolder.Read(_folder.FullName).Sha256);
        Write("model.safetensors.index.json", """{"weight_map":{"a":"too.safetensors","b":"one.safetensors"}}""");
        others.Add(HuggingFaceFolder.Read(_folder.FullName).Sha256);
        Assert.Equal(5, others.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_said(string file, string content, string message)
    {
        Make();
        Write(file, content);
        Assert.Equal(message, Assert.Throws<FormatException>(() => HuggingFaceFolder.Read(_folder.FullName)).Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"BF16","shape":[3,7],"data_offsets":[0,42]}}""",
        "one.safetensors has 106 bytes where its header tells 108")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4,-5],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor without type, shape or place")]
    [InlineData("""{"a":{"dtype":"BF16","data_offsets":[0,40]}}""", "one.safetensors has a tensor without type, shape or place")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4611686018427387904,8],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor whose shape does not fill its place")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4,6],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor whose shape does not fill its place")]
    [InlineData(
        """{"a":{"dtype":"BF16","shape":[288230376151711744],"data_offsets":[0,0]},"b":{"dtype":"BF16","shape":[4,5],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor whose shape does not fill its place")]
    [InlineData(
        """{"a":{"dtype":"NEW","shape":[288230376151711744],"data_offsets":[0,0]},"b":{"dtype":"BF16","shape":[4,5],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor without type, shape or place")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[4,5],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor without type, shape or place")]
    [InlineData("""{"\ud800":{"dtype":"BF16","shape":[4,5],"data_offsets":[0,40]}}""",
        "one.safetensors has a tensor whose name is no text")]
    [InlineData("[]", "one.safetensors has a header that is no JSON object")]
    [InlineData("{{", "one.safetensors has a header that is no JSON")]
    public void A_file_of_weights_that_is_not_whole_is_refused(string header, string message)
    {
        Make();
        Weights("one.safetensors", header, data: 40);
        Assert.Equal(message, Assert.Throws<FormatException>(() => HuggingFaceFolder.Read(_folder.FullName)).Message);
    }

    [Fact]
    public void Only_the_files_of_the_index_are_the_model()
    {
        Make();
        Write("model.safetensors.index.json",
            """{"weight_map":{"model.embed_tokens.weight":"one.safetensors","model.norm.weight":"one.safetensors","a":"two.safetensors","lm_head.weight":"two.safetensors"}}""");
        var known = HuggingFaceFolder.Read(_folder.FullName);
        var bytes = HuggingFaceFolder.WeightBytes(_folder.FullName);
        Write("consolidated.safetensors", "the same weights in another form");
        Assert.Equal(bytes, HuggingFaceFolder.WeightBytes(_folder.FullName));
        Assert.Equal(known, HuggingFaceFolder.Read(_folder.FullName));
        Assert.Equal((188L, 392L), (known.Facts.Parameters, known.Facts.WeightBytes));
    }

    [Fact]
    public void A_part_of_none_is_refused()
    {
        Write("m-00001-of-00000.gguf", "");
        Assert.Equal(
            "m-00001-of-00000.gguf is a part of none", Assert.Throws<FormatException>(() => GgufParts.In(_folder.FullName)).Message);
    }

    [Fact]
    public void Parts_of_a_split_model_are_one_model()
    {
        var path = ModelFolder.Make(
            new SyntheticModel(ModelShape.Tiny, TensorType.F16, 1), _folder.FullName, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([path], GgufParts.In(_folder.FullName));
        var (sha256, parameters) = (GgufParts.Sha256([path]), ModelFacts.Of(GgufParts.Read([path])).Parameters);
        File.Copy(path, Path("m-00001-of-00002.gguf"));
        Assert.Contains(
            "it holds 2 models", Assert.Throws<FormatException>(() => GgufParts.In(_folder.FullName)).Message, StringComparison.Ordinal);
        File.Move(path, Path("m-00002-of-00002.gguf"));
        var parts = GgufParts.In(_folder.FullName);
        Assert.Equal(["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"], parts.Select(System.IO.Path.GetFileName));
        Assert.Equal(2 * parameters, ModelFacts.Of(GgufParts.Read(parts)).Parameters);
        Assert.NotEqual(sha256, GgufParts.Sha256(parts));
        Assert.Equal("m-00002-of-00002.gguf is not the first part of its model",
            Assert.Throws<FormatException>(() => GgufParts.Of(parts[1])).Message);
        File.Delete(parts[1]);
        Assert.Equal("m-00002-of-00002.gguf is missing", Assert.Throws<FormatException>(() => GgufParts.In(_folder.FullName)).Message);
    }

    private void Make()
    {
        Write("config.json", Config);
        Weights("one.safetensors", First);
        Weights("two.safetensors", Second, data: 200);
    }

    private void Weights(string name, string header, byte value = 0, int data = 192)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        bytes.AsSpan(8 + json.Length).Fill(value);
        File.WriteAllBytes(Path(name), bytes);
    }

    private void Write(string name, string content) => File.WriteAllText(Path(name), content);

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);
}

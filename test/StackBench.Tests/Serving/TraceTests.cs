using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Engine;
using StackBench.Serving.Prompts;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

public sealed class TraceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-trace-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Lines_of_mooncake_and_of_seconds_are_read_from_the_first_on()
    {
        Assert.Equal(
            [new TraceRequest(0, 6758, 500), new TraceRequest(0, 7322, 490), new TraceRequest(3, 7237)],
            TraceFile.Read("{\"timestamp\": 27482, \"input_length\": 6758, \"output_length\": 500, \"other\": [0, 1]}\r\n{\"timestamp\": "
                + "27482, \"input_length\": 7322, \"output_length\": 490}\n\n{\"timestamp\": 30482, \"input_length\": 7237}\n"));
        Assert.Equal([new TraceRequest(0, null, null, "a"), new TraceRequest(0.25, null, 4, "b")],
            TraceFile.Read("{\"time\":1.5,\"prompt\":\"a\"}\n{\"time\":1.75,\"prompt\":\"b\",\"output_length\":4}"));
    }

    [Fact]
    public void The_blocks_of_prompts_are_read()
    {
        var requests = TraceFile.Read("{\"timestamp\":0,\"input_length\":513,\"hash_ids\":[46,9007199254740993]}\n{\"timestamp\":1,"
            + "\"input_length\":512,\"hash_ids\":[]}\n{\"timestamp\":2}");
        Assert.Equal([46, 9007199254740993], requests[0].Blocks.Ids);
        Assert.Equal(512, requests[0].Blocks.Length);
        Assert.Empty(requests[1].Blocks.Ids);
        Assert.Empty(requests[2].Blocks.Ids);
        // Hashes may be of 64 bits, with a sign or without; a prompt that is there needs none.
        Assert.Equal([ulong.MaxValue, 1UL << 63, 18446744073709551000],
            TraceFile.Read("{\"time\":0,\"input_length\":1500,\"hash_ids\":[-1,9223372036854775808,18446744073709551000]}")[0].Blocks.Ids);
        Assert.Empty(TraceFile.Read("{\"time\":0,\"prompt\":\"p\",\"hash_ids\":[1]}")[0].Blocks.Ids);
    }

    /// <summary>No trace tells it: it is what makes the number of ids that of the blocks of every prompt.</summary>
    [Theory]
    [InlineData(16, 17, 2, 32, 2)]
    [InlineData(512, 1, 1, 512, 1)]
    [InlineData(512, 513, 2, 6758, 14)]
    [InlineData(1024, 1025, 2, 2048, 2)]
    [InlineData(64, 300, 5, 10, 1)]
    public void The_length_of_blocks_is_found(int length, int input, int ids, int otherInput, int otherIds)
    {
        string Line(int tokens, int count) =>
            $"{{\"time\":0,\"input_length\":{tokens},\"hash_ids\":[{string.Join(',', Enumerable.Range(0, count))}]}}\n";
        var requests = TraceFile.Read(Line(input, ids) + "{\"time\":0,\"input_length\":7}\n" + Line(otherInput, otherIds));
        Assert.Equal([(length, ids), (1, 0), (length, otherIds)],
            requests.Select(request => (request.Blocks.Ids.IsEmpty ? 1 : request.Blocks.Length, request.Blocks.Ids.Length)));
    }

    [Fact]
    public void Ids_share_their_block_across_prompts_of_tokens_and_of_words()
    {
        var blocks = new PromptBlocks(16, [7, ulong.MaxValue, 7]);
        foreach (var set in (PromptSet[])[new PromptSet.RandomIds(40, 300, 32000, Shared: 4), new PromptSet.RandomWords(40, Shared: 4)])
        {
            string[] At(ulong seed, int index, PromptBlocks own) =>
                PromptSource.At(set, seed, index, own) is { Text: { } text }
                    ? text.Split(' ')
                    : [.. PromptSource.At(set, seed, index, own).Ids
                        .Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            var one = At(1, 0, blocks);
            Assert.Equal(44, one.Length);
            // The last block is cut: 40 = 16 + 16 + 8.
            Assert.Equal(one[4..12], one[36..]);
            Assert.NotEqual(one[4..20], one[20..36]);
            Assert.Equal(one, At(1, 5, blocks));
            Assert.Equal(one[..20], At(1, 5, blocks with { Ids = [7] })[..20]);
            Assert.NotEqual(one[20..], At(1, 5, blocks with { Ids = [7] })[20..]);
            Assert.NotEqual(one[4..20], At(2, 0, blocks)[4..20]);
        }
    }

    [Fact]
    public void Only_a_line_feed_ends_a_line_and_a_byte_order_mark_is_none_of_it()
    {
        const string text = "a\u2028b\u2029c\u0085d";
        Assert.Equal([new TraceRequest(0, null, null, text), new TraceRequest(1, null, null, "e")],
            TraceFile.Read($"\uFEFF{{\"time\":0,\"prompt\":\"{text}\"}}\r\n{{\"time\":1,\"prompt\":\"e\"}}"));
        Assert.Equal([text, "e"], PromptFile.Read($"\uFEFF{{\"prompt\":\"{text}\"}}\r\n{{\"prompt\":\"e\"}}").Prompts);
    }

    [Fact]
    public void A_prompt_that_is_no_text_is_said_with_its_line() =>
        Assert.Equal("line 2 holds half of a surrogate pair, which is no text",
            Assert.Throws<FormatException>(() => PromptFile.Read("{\"prompt\":\"a\"}\n{\"prompt\":\"\\udc00\"}")).Message);

    [Theory]
    [InlineData("", "the trace holds no request")]
    [InlineData("{\"time\":0}\n\nno", "line 3 is no JSON object")]
    [InlineData("[1]", "line 1 is no JSON object")]
    [InlineData("{\"at\":1}", "line 1 has neither \"timestamp\" (ms) nor \"time\" (s)")]
    [InlineData("{\"time\":1,\"timestamp\":1000}", "line 1 has both \"timestamp\" and \"time\"")]
    [InlineData("{\"time\":-1}", "line 1 has a \"time\" that is no time")]
    [InlineData("{\"timestamp\":\"1\"}", "line 1 has a \"timestamp\" that is no time")]
    [InlineData("{\"time\":2}\n{\"time\":1}", "line 2 is earlier than the line before")]
    [InlineData("{\"time\":1,\"input_length\":0}", "line 1 has an \"input_length\" that is no whole number from 1 to 1048576")]
    [InlineData("{\"time\":1,\"output_length\":1.5}", "line 1 has an \"output_length\" that is no whole number from 1 to 1048576")]
    [InlineData("{\"time\":1}\n{\"time\":1,\"input_length\":900,\"output_length\":101}",
        "line 2 has more tokens than the 1000 the model takes")]
    [InlineData("{\"time\":0,\"prompt\":\"a\\ud800\"}", "line 1 holds half of a surrogate pair, which is no text")]
    [InlineData("{\"time\":1,\"input_length\":9,\"hash_ids\":7}", "line 1 has \"hash_ids\" that are no array")]
    [InlineData("{\"time\":1,\"hash_ids\":[7]}", "line 1 has \"hash_ids\" but no \"input_length\"")]
    [InlineData("{\"time\":1,\"input_length\":512,\"hash_ids\":[7]}\n{\"time\":1,\"input_length\":512,\"hash_ids\":[7,8,9]}",
        "the \"hash_ids\" of the trace are of no block length that agrees with all of its \"input_length\" (8, 16, 32, 64, 128, 256, 512, "
            + "1024 tokens were tried): take them out to replay it with prompts that have nothing in common")]
    [InlineData("{\"time\":1,\"input_length\":512,\"hash_ids\":[1.5]}", "line 1 has a \"hash_ids\" that is no whole number")]
    [InlineData("{\"time\":1,\"prompt\":7}", "line 1 has a \"prompt\" that is no text")]
    [InlineData("{\"time\":1,\"prompt\":\"a\"}\n{\"time\":1}", "line 2 has no prompt, though the first one has")]
    [InlineData("{\"time\":1}\n{\"time\":1,\"prompt\":\"a\"}", "line 2 has a prompt, though the first one has none")]
    public void What_is_no_trace_is_said_with_its_line(string content, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => TraceFile.Read(content, 1000)).Message);

    [Fact]
    public async Task Requests_have_the_times_and_lengths_of_the_trace()
    {
        await using var server = Answering();
        var taken = Assert.IsType<Samples>((await ReplayAsync(server, "{\"timestamp\":0,\"input_length\":3,"
            + "\"output_length\":2}\n{\"timestamp\":400,"
            + "\"input_length\":5}\n{\"timestamp\":1200,\"output_length\":7}\n", "random", "2"))[1]);
        // Warm-up first, with the usual lengths; then twice as fast as recorded.
        var sent = server.Exchanges.OrderBy(exchange => exchange.Arrived).Skip(1).ToArray();
        Assert.Equal([(3, 2), (5, 4), (6, 7)], sent.Select(exchange => (Words(exchange.Request).Length, Output(exchange.Request))).Order());
        Assert.Equal(0.6, Assert.Single(taken.Extra!["window-seconds"]), 9);
        Assert.DoesNotContain(taken.Notes ?? [], note => note.Code == "output-length");
    }

    /// <summary>Two conversations: the second request of each repeats the first's beginning, and goes on with something new.</summary>
    [Fact]
    public async Task Requests_with_the_same_blocks_begin_alike_and_others_do_not()
    {
        await using var server = Answering();
        const string trace = """
            {"timestamp":0,"input_length":600,"hash_ids":[1,2]}
            {"timestamp":100,"input_length":1100,"hash_ids":[1,2,3]}
            {"timestamp":200,"input_length":600,"hash_ids":[1,5]}
            {"timestamp":300,"input_length":600,"hash_ids":[4,2]}
            """;
        Assert.IsType<Samples>((await ReplayAsync(server, trace, "random", "1", requests: 4))[1]);
        // In whatever order they came: their lengths and beginnings tell them apart.
        var sent = server.Exchanges.OrderBy(exchange => exchange.Arrived).Skip(1).Select(exchange => Words(exchange.Request)).ToArray();
        var longest = Assert.Single(sent, words => words.Length == 1100);
        int[] alike = [.. sent.Where(words => words.Length == 600)
            .Select(words => words.Zip(longest).TakeWhile(pair => pair.First == pair.Second).Count()).Order()];
        // Words are drawn from some thousands, so that the first of another block is the same by chance once in
        // thousands of runs; the seed is fixed.
        Assert.Equal([0, 512, 600], alike);
    }

    [Fact]
    public async Task Prompts_of_a_trace_are_sent_and_not_before_they_are_measured()
    {
        await using var server = Answering();
        Assert.IsType<Samples>((await ReplayAsync(server, "{\"time\":0,\"prompt\":\"to be\"}\n{\"time\":0.1,\"prompt\":\"or "
            + "not\"}\n{\"time\":0.2,\"prompt\":\"that is\"}\n", "trace", "1"))[1]);
        var prompts =
            server.Exchanges.OrderBy(exchange => exchange.Arrived).Select(exchange => string.Join(' ', Words(exchange.Request))).ToArray();
        // In whatever order they came: they left 100 ms apart.
        Assert.Equal(["or not", "that is", "to be"], prompts[1..].Order(StringComparer.Ordinal));
        Assert.DoesNotContain(prompts[0], prompts[1..]);
        // Of a length that warms up.
        Assert.Equal(128, prompts[0].Split(' ').Length);
    }

    [Fact]
    public async Task Another_trace_than_the_one_the_run_began_with_is_refused()
    {
        await using var server = Answering();
        var answer = Assert.IsType<WorkerMessage>(
            (await ReplayAsync(server, "{\"time\":0}\n{\"time\":0}\n{\"time\":0}\n", "random", "1", "00"))[1], exactMatch: false);
        Assert.Equal("the file of the trace has changed since the run began", Assert.IsType<Unsupported>(answer).Reason);
    }

    private static MockServer Answering() => new(async exchange =>
    {
        await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
        for (var i = 0; i < Output(exchange.Request); i++) await exchange.TokenAsync();
        await exchange.EndAsync(Output(exchange.Request));
    });

    private static string[] Words(string request) =>
        Body(request).GetProperty("messages")[0].GetProperty("content").GetString()!.Split(' ');

    private static int Output(string request) => Body(request).GetProperty("max_tokens").GetInt32();

    private static JsonElement Body(string request) =>
        JsonDocument.Parse(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).RootElement;

    private async Task<List<WorkerMessage>> ReplayAsync(
        MockServer server, string trace, string dataset, string speed, string? sha256 = null, int requests = 3)
    {
        var file = Path.Combine(_folder.FullName, "trace.jsonl");
        await File.WriteAllTextAsync(file, trace, TestContext.Current.CancellationToken);
        sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trace)));
        await using var engine = new ServingEngine(
            null, new ServingEngineSettings(_folder.FullName, Endpoint: server.Endpoint, TraceFile: file), _ => null, TimeProvider.System);
        var input =
            $$"""{"type":"prepare","id":"a","op":"serve","params":{"model":"m","api":"chat","arrival":"trace","dataset":"{{dataset}}","input":6,"output":4,"requests":{{requests}},"warm-up":1,"slo":"none","trace-sha256":"{{sha256}}","speed":"{{speed}}"},"device":"server","seed":3}"""
                + "\n"
            + """{"type":"measure","id":"a","iterations":1,"samples":1}""";
        return await EngineAnswers.OfAsync(engine, 0, input);
    }
}

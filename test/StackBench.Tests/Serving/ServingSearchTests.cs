using System.Text;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Serving.Engine;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

public sealed class ServingSearchTests : IDisposable
{
    private const string Users = """{"model":"null","api":"chat","arrival":"closed","concurrency":1,"dataset":"random","input":8,"output":10,"requests":16,"warm-up":1,"slo":"ttft=90ms","search":"concurrency","attainment":"80"}""";
    private const string Rate = """{"model":"null","api":"chat","arrival":"constant","rate":"6","dataset":"random","input":8,"output":10,"requests":40,"warm-up":1,"slo":"ttft=90ms","search":"rate","attainment":"90"}""";

    /// <summary>Two at once, each for 200 ms: 10 requests per second. Of three users one waits, all 100 ms or every second one 200 ms.</summary>
    private static readonly StreamPattern TwoSlots = new(10) { Ttft = TimeSpan.FromMilliseconds(20), Itl = TimeSpan.FromMilliseconds(20), Slots = 2 };

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    public static TheoryData<string, string, string> Impossible => new()
    {
        { "\"search\":\"rate\"", "\"search\":\"speed\"", "'search' must be rate or concurrency" },
        { "\"arrival\":\"constant\"", "\"arrival\":\"closed\"", "concurrency is searched in a closed loop" },
        { "\"attainment\":\"90\"", "\"attainment\":\"101\"", "'attainment' must be a percentage" },
        { "\"attainment\":\"90\"", "\"attainment\":\"0\"", "'attainment' must be a number above 0" },
        { "\"rate\":\"6\"", "\"rate\":\"fast\"", "'rate' must be" },
    };

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public async Task As_many_users_are_found_as_the_server_has_slots()
    {
        await using var server = NullServer.Start(TwoSlots, TimeProvider.System);
        var taken = await SearchAsync(server, Users);
        Assert.Equal([2], taken.Extra!["max-concurrency"]);
        Assert.Equal([1, 2, 4, 3], taken.Extra["search-load"].Distinct());
        Assert.InRange(Assert.Single(taken.Extra["attainment"]), 80, 100);
        Assert.InRange(Assert.Single(taken.Extra["goodput"]), 3, 11);
        Assert.Equal(taken.Extra["search-load"].Count, taken.Extra["search-attainment"].Count);
        Assert.DoesNotContain(taken.Notes ?? [], note => note.Code.StartsWith("search", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rate_is_found_that_the_server_can_answer()
    {
        await using var server = NullServer.Start(TwoSlots, TimeProvider.System);
        var taken = await SearchAsync(server, Rate);
        // Of 40 requests 4 may be late; above 10.3 per second the queue makes the last 15 wait too long.
        Assert.InRange(Assert.Single(taken.Extra!["max-rate"]), 6, 11);
        Assert.InRange(taken.Extra["search-load"].Max(), 12, 24);
        Assert.Equal(taken.Extra["search-requests"].Count, taken.Extra["search-load"].Count);
        Assert.All(taken.Extra["search-requests"], requests => Assert.InRange(requests, 1, 40));
    }

    [Fact]
    public async Task Limits_that_nobody_can_keep_have_no_result_but_a_reason()
    {
        await using var server = NullServer.Start(TwoSlots, TimeProvider.System);
        var taken = await SearchAsync(server, Users.Replace("ttft=90ms", "ttft=10ms", StringComparison.Ordinal));
        Assert.DoesNotContain("max-concurrency", taken.Extra!.Keys);
        Assert.DoesNotContain("goodput", taken.Extra.Keys);
        Assert.Equal([1], taken.Extra["search-load"]);
        Assert.Equal("no load keeps the limits: with 1 user 0.0 % of the requests did, 80 % were asked for", Assert.Single(taken.Notes!).Message);
    }

    [Fact]
    public async Task A_server_that_refuses_under_load_has_found_its_limit()
    {
        var open = 0;
        await using var server = new MockServer(async exchange =>
        {
            if (Interlocked.Increment(ref open) > 2)
            {
                Interlocked.Decrement(ref open);
                await exchange.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return;
            }

            await exchange.SendAsync(Encoding.ASCII.GetBytes(MockServer.StreamHead));
            await exchange.TokenAsync();
            await Task.Delay(20);
            Interlocked.Decrement(ref open);
            await exchange.EndAsync(1);
        });
        var taken = await SearchAsync(server.Endpoint, Users.Replace("\"output\":10", "\"output\":1", StringComparison.Ordinal).Replace("ttft=90ms", "ttft=10000ms", StringComparison.Ordinal));
        Assert.Equal([2], taken.Extra!["max-concurrency"]);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_cannot_be_searched_is_unsupported(string from, string to, string reason)
    {
        await using var server = NullServer.Start(TwoSlots, TimeProvider.System);
        var answer = Assert.IsType<Unsupported>((await ConverseAsync(server.Endpoint, Rate.Replace(from, to, StringComparison.Ordinal)))[0]);
        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_llama_server_is_searched()
    {
        if (ServerLauncher.LlamaServer.Find(Environment.GetEnvironmentVariable).Path is null)
            Requirement.Missing("llama-server is neither on the PATH nor in the folder of STACKBENCH_LLAMA");

        await using var engine = new ServingEngine(ServerLauncher.LlamaServer, new ServingEngineSettings(_models.FullName), Environment.GetEnvironmentVariable, TimeProvider.System);
        // One slot: with n users each waits for n - 1 others, so that the whole takes n times as long.
        const string server = """
            "model":"synthetic-small","type":"Q8_0","model-seed":1,"slots":1,"context":512,"threads":1,"api":"completions","arrival":"closed","concurrency":1,"dataset":"random","input":16,"output":64,"requests":12,"warm-up":2
            """;
        var alone = Assert.IsType<Samples>((await ConverseAsync(engine, $$"""{{{server}},"slo":"none"}""", "serve"))[1]).Extra!["median-e2e"][0];
        var limit = (2500 * alone).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        var taken = Assert.IsType<Samples>((await ConverseAsync(engine, $$"""{{{server}},"slo":"e2e={{limit}}ms","search":"concurrency","attainment":"60"}""", id: "b"))[1]);
        // How many that is depends on what else the machine did; that the next number failed does not.
        var most = Assert.Single(taken.Extra!["max-concurrency"]);
        Assert.Contains(most, taken.Extra["search-load"]);
        var next = taken.Extra["search-load"].Where(load => load > most).Min();
        Assert.True(next <= Math.Max(most + 1, 1.1 * most));
        Assert.Contains(taken.Extra["search-load"].Zip(taken.Extra["search-attainment"]), cell => cell.First == next && cell.Second < 60);
        Assert.Equal(Math.Max(12, 5 * most) * 64, Assert.Single(taken.Extra["server-generated-tokens"]));
    }

    private Task<Samples> SearchAsync(NullServer server, string search) => SearchAsync(server.Endpoint, search);

    private async Task<Samples> SearchAsync(Uri endpoint, string search)
    {
        var answers = await ConverseAsync(endpoint, search);
        Assert.IsType<Prepared>(answers[0]);
        return Assert.IsType<Samples>(answers[1]);
    }

    private async Task<List<WorkerMessage>> ConverseAsync(Uri endpoint, string search)
    {
        await using var engine = new ServingEngine(null, new ServingEngineSettings(_models.FullName, Endpoint: endpoint), _ => null, TimeProvider.System);
        return await ConverseAsync(engine, search);
    }

    private static async Task<List<WorkerMessage>> ConverseAsync(ServingEngine engine, string search, string op = "serve-search", string id = "a")
    {
        using var input = new StringReader($$"""{"type":"prepare","id":"{{id}}","op":"{{op}}","params":{{search}},"device":"cpu","seed":3}""" + "\n" + $$"""{"type":"measure","id":"{{id}}","iterations":1,"samples":1}""");
        using var output = new MemoryStream();
        Assert.Equal(0, await engine.ConverseAsync(input, output, TestContext.Current.CancellationToken));
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split((char)Framing.RecordSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonSerializer.Deserialize(text, ProtocolJson.Default.WorkerMessage)!).Where(message => message is not Progress)];
    }
}

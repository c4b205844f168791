using System.Text;
using StackBench.Protocol;
using StackBench.Serving.Engine;
using StackBench.Serving.Search;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

public sealed class ServingSearchTests : IDisposable
{
    private const string Users = """{"model":"null","api":"chat","arrival":"closed","concurrency":1,"dataset":"random","input":8,"output":10,"requests":16,"warm-up":1,"slo":"ttft=90ms","search":"concurrency","attainment":"80"}""";
    private const string Rate = """{"model":"null","api":"chat","arrival":"constant","rate":"6","dataset":"random","input":8,"output":10,"requests":40,"warm-up":1,"slo":"ttft=1500ms","search":"rate","attainment":"90"}""";

    /// <summary>Two at once, each for 200 ms: 10 requests per second.</summary>
    private static readonly StreamPattern TwoSlots = new(10) { Ttft = TimeSpan.FromMilliseconds(20), Itl = TimeSpan.FromMilliseconds(20), Slots = 2 };

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    public static TheoryData<string, string, string> Impossible => new()
    {
        { "\"search\":\"rate\"", "\"search\":\"speed\"", "'search' must be rate or concurrency" },
        { "\"arrival\":\"constant\"", "\"arrival\":\"closed\"", "concurrency is searched in a closed loop" },
        { "\"attainment\":\"90\"", "\"attainment\":\"101\"", "'attainment' must be a percentage" },
        { "\"attainment\":\"90\"", "\"attainment\":\"0\"", "'attainment' must be a number above 0" },
        { "\"rate\":\"6\"", "\"rate\":\"fast\"", "'rate' must be" },
        { "\"rate\":\"6\"", "\"rate\":\"20000\"", "'rate' must be from 0.1 to 10000 in a search" },
    };

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public async Task The_rate_is_found_that_the_server_can_answer()
    {
        await using var server = NullServer.Start(TwoSlots, TimeProvider.System);
        var taken = await SearchAsync(server, Rate);
        // Of 40 requests at 20 per second, of which 10 are answered, ten wait for longer than the limit; what lies below depends on the machine.
        var most = Assert.Single(taken.Extra!["max-rate"]);
        var next = taken.Extra["search-load"].Where(load => load > most).Min();
        Assert.InRange(most, LoadSearch.LeastRate, 20);
        Assert.Contains(most, taken.Extra["search-load"]);
        Assert.True(next <= 1.101 * most);
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
        // The tests beside this one may have kept the processors busy, which the search must not blame on the server.
        var isBusy = taken.Extra["search-client-bound"].Contains(1);
        Assert.Equal(
            isBusy ? "no load kept the limits, and the load generator was the bottleneck even with 1 user: this says nothing of the server" : "no load keeps the limits: with 1 user 0.0 % of the requests did, 80 % were asked for",
            Assert.Single(taken.Notes!).Message);
    }

    [Fact]
    public async Task A_server_that_refuses_under_load_has_found_its_limit()
    {
        await using var server = TakingTwo();
        var taken = await SearchAsync(server.Endpoint, Users.Replace("\"output\":10", "\"output\":1", StringComparison.Ordinal).Replace("ttft=90ms", "ttft=10000ms", StringComparison.Ordinal));
        Assert.Equal([2], taken.Extra!["max-concurrency"]);
        Assert.Equal([1, 2, 4, 3], taken.Extra["search-load"].Distinct());
        Assert.InRange(Assert.Single(taken.Extra["attainment"]), 80, 100);
        Assert.True(Assert.Single(taken.Extra["goodput"]) > 0);
        Assert.Equal(taken.Extra["search-load"].Count, taken.Extra["search-attainment"].Count);
        Assert.DoesNotContain(taken.Notes ?? [], note => note.Code.StartsWith("search", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_client_is_held_against_what_it_can_do_with_as_many_streams()
    {
        List<int> streams = [];
        await using var server = TakingTwo();
        await using var engine = new ServingEngine(
            null,
            new ServingEngineSettings(_models.FullName, Endpoint: server.Endpoint),
            _ => null,
            TimeProvider.System,
            (number, _) =>
            {
                streams.Add(number);
                return Task.FromResult(new ClientCapacity(1e9, 0, 0));
            });
        await ConverseAsync(engine, Users.Replace("\"concurrency\":1", "\"concurrency\":17", StringComparison.Ordinal).Replace("\"output\":10", "\"output\":1", StringComparison.Ordinal).Replace("ttft=90ms", "ttft=10000ms", StringComparison.Ordinal));
        Assert.Equal(64, streams[0]);
        Assert.Contains(4, streams);
        Assert.Equal(streams.Distinct(), streams);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 16)]
    [InlineData(64, 64)]
    [InlineData(257, 1024)]
    [InlineData(2000, 1024)]
    public void The_client_is_measured_with_about_as_many_streams(int streams, int step) => Assert.Equal(step, KnownCapacity.StepOf(streams));

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
        RealLlama.Find("llama-server");
        await using var engine = new ServingEngine(ServerLauncher.LlamaServer, new ServingEngineSettings(_models.FullName), Environment.GetEnvironmentVariable, TimeProvider.System);
        // One slot: with n users each waits for n - 1 others, so that the whole takes n times as long.
        const string server = """
            "model":"synthetic-small","type":"Q8_0","model-seed":1,"slots":1,"context":512,"threads":1,"api":"completions","arrival":"closed","concurrency":1,"dataset":"random","input":16,"output":64,"requests":12,"warm-up":2
            """;
        var alone = Assert.IsType<Samples>((await ConverseAsync(engine, $$"""{{{server}},"slo":"none"}""", "serve"))[1]).Extra!["median-e2e"][0];
        var limit = (4000 * alone).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        var taken = Assert.IsType<Samples>((await ConverseAsync(engine, $$"""{{{server}},"slo":"e2e={{limit}}ms","search":"concurrency","attainment":"60"}""", id: "b"))[1]);
        // How many that is, if any, depends on what else the machine did; that the next number failed does not.
        var most = taken.Extra!.TryGetValue("max-concurrency", out var found) ? Assert.Single(found) : 0;
        var next = taken.Extra["search-load"].Where(load => load > most).Min();
        Assert.True(next <= Math.Max(most + 1, 1.1 * most));
        Assert.Contains(taken.Extra["search-load"].Zip(taken.Extra["search-attainment"]), cell => cell.First == next && cell.Second < 60);
        if (most > 0) Assert.Equal(Math.Max(12, 5 * most) * 64, Assert.Single(taken.Extra["server-generated-tokens"]));
        else Assert.True(Assert.Single(taken.Notes!) is { Code: "search-none", NoValue: true });
    }

    // More than two at once are refused, however fast the machine is.
    private static MockServer TakingTwo()
    {
        var open = 0;
        return new MockServer(async exchange =>
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
        var input = $$"""{"type":"prepare","id":"{{id}}","op":"{{op}}","params":{{search}},"device":"cpu","seed":3}""" + "\n" + $$"""{"type":"measure","id":"{{id}}","iterations":1,"samples":1}""";
        return await EngineAnswers.OfAsync(engine, 0, input);
    }
}

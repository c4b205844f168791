using System.Text;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Protocol;

public sealed class EngineConversationTests
{
    private const string Hello = """{"type":"hello","protocol":1}""";

    [Fact]
    public async Task What_is_prepared_is_measured_until_it_is_released()
    {
        var engine = new StubEngine();
        var answers = await EngineAnswers.OfAsync(
            engine, 0, Hello, Prepare("a"), Measure("a"), """{"type":"release","id":"a"}""", Measure("a"), """{"type":"shutdown"}""",
            Hello);
        Assert.IsType<Ready>(answers[0]);
        Assert.Equal("a", Assert.IsType<Prepared>(answers[1]).Id);
        Assert.Equal([1e-3, 1e-3], Assert.IsType<Samples>(answers[2]).Seconds);
        Assert.Equal(("a", "protocol"), Error(answers[3]));
        Assert.Equal(4, answers.Count);
        Assert.Equal(1, engine.Freed);
    }

    [Fact]
    public async Task What_is_prepared_is_freed_when_the_host_leaves()
    {
        var engine = new StubEngine();
        await EngineAnswers.OfAsync(engine, 0, Prepare("a"), Prepare("b"));
        Assert.Equal(2, engine.Freed);
    }

    [Theory]
    [InlineData("unsupported", "unsupported")]
    [InlineData("wrong", "check")]
    [InlineData("fails", "prepare")]
    public async Task An_exception_is_a_message_with_its_stage_and_the_engine_lives_on(string op, string stage)
    {
        var answers = await EngineAnswers.OfAsync(new StubEngine(), 0, Prepare("a", op), Prepare("a"));
        if (stage == "unsupported")
            Assert.Equal(("a", "no such unit", "buy one"), answers[0] is Unsupported one ? (one.Id, one.Reason, one.Remedy) : default);
        else Assert.Equal(("a", stage), Error(answers[0]));
        Assert.IsType<Prepared>(answers[1]);
    }

    /// <summary>The host starts a fresh process for the next workload, and does not ask this one again.</summary>
    [Fact]
    public async Task An_engine_that_lost_its_device_says_so_and_leaves()
    {
        var engine = new StubEngine();
        var answers = await EngineAnswers.OfAsync(engine, 1, Prepare("a"), Prepare("b", "loses"), Prepare("c"));
        var error = Assert.IsType<WorkerError>(answers[1]);
        Assert.Equal(("b", "prepare", true), (error.Id, error.Stage, error.Fatal));
        Assert.Equal(2, answers.Count);
        Assert.Equal(1, engine.Freed);
    }

    [Fact]
    public async Task A_failure_of_a_measurement_carries_its_trace()
    {
        var error = Assert.IsType<WorkerError>((await EngineAnswers.OfAsync(new StubEngine(), 0, Prepare("a", "breaks"), Measure("a")))[1]);
        Assert.Equal(("measure", "it broke"), (error.Stage, error.Message));
        Assert.Contains(nameof(StubEngine), error.Trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no message", null)]
    [InlineData("null", null)]
    [InlineData("""{"type":"hello","protocol":2}""", null)]
    [InlineData("""{"type":"measure","id":"b","iterations":1,"samples":1}""", "b")]
    [InlineData("""{"type":"measure","id":"a","iterations":0,"samples":1}""", "a")]
    [InlineData("""{"type":"measure","id":"a","iterations":1,"samples":0}""", "a")]
    [InlineData("""{"type":"prepare","id":"a","op":"well","params":{},"device":"cpu","seed":1}""", "a")]
    public async Task A_broken_request_is_an_error_of_protocol_and_does_no_harm(string request, string? id)
    {
        var answers = await EngineAnswers.OfAsync(new StubEngine(), 0, Prepare("a"), request, Hello);
        Assert.Equal((id, "protocol"), Error(answers[1]));
        Assert.IsType<Ready>(answers[2]);
    }

    [Fact]
    public async Task An_engine_that_cannot_start_says_why_and_what_helps_and_leaves()
    {
        var error = Assert.IsType<WorkerError>(
            Assert.Single(await EngineAnswers.OfAsync(new StubEngine { CannotStart = true }, 1, Hello, Hello)));
        Assert.Equal((null, "start", "no such unit", "buy one"), (error.Id, error.Stage, error.Message, error.Remedy));
    }

    /// <summary>Thread pools of libraries belong to the thread that calls them.</summary>
    [Fact]
    public async Task An_engine_that_computes_is_called_from_one_thread()
    {
        var engine = new StubEngine();
        await EngineAnswers.OfAsync(
            engine, 0, [Hello, .. Enumerable.Range(0, 20).SelectMany(i => new[] { Prepare($"{i}"), Measure($"{i}") })]);
        Assert.Equal([Environment.CurrentManagedThreadId], engine.Threads.Distinct());
    }

    [Fact]
    public async Task An_engine_that_waits_shows_life()
    {
        using var output = new MemoryStream();
        using var channel = new EngineChannel(new StringReader(Prepare("a", "waits")), output);
        Assert.Equal(0, await new EngineConversation(channel) { SignOfLife = TimeSpan.FromMilliseconds(1) }.RunAsync(
            new StubEngine(), TestContext.Current.CancellationToken));
        var kinds = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"progress\"", kinds[0], StringComparison.Ordinal);
        Assert.Contains("\"prepared\"", kinds[^1], StringComparison.Ordinal);
    }

    private static (string? Id, string Stage) Error(WorkerMessage message) =>
        message is WorkerError error ? (error.Id, error.Stage) : (null, message.ToString()!);

    private static string Prepare(string id, string op = "well") =>
        $$"""{"type":"prepare","id":"{{id}}","op":"{{op}}","params":{},"device":"cpu","seed":1}""";

    private static string Measure(string id) => $$"""{"type":"measure","id":"{{id}}","iterations":1,"samples":2}""";

    private sealed class StubEngine : IEngine
    {
        public bool CannotStart { get; init; }

        public int Freed { get; private set; }

        public List<int> Threads { get; } = [];

        public Task<Ready> DescribeAsync(CancellationToken cancellation) => CannotStart
            ? throw new UnsupportedException("no such unit", "buy one")
            : Task.FromResult(
            new Ready(ProtocolVersion.Current, "stub", "1", [], [], new Dictionary<string, string>(StringComparer.Ordinal)));

        public async Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            if (request.Op == "waits") await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellation);
            return request.Op switch
            {
                "unsupported" => throw new UnsupportedException("no such unit", "buy one"),
                "loses" => throw new DeviceLostException("gone"),
                "wrong" => throw new CheckFailedException("off by 40 %"),
                "fails" => throw new IOException("it failed"),
                _ => new StubOperation(this, request),
            };
        }

        private sealed class StubOperation(StubEngine engine, Prepare request) : IOperation
        {
            public Prepared Description => new(request.Id, "stub", 0);

            public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
            {
                engine.Threads.Add(Environment.CurrentManagedThreadId);
                if (request.Op == "breaks") throw new InvalidOperationException("it broke");
                return Task.FromResult(new Samples(request.Id, [.. Enumerable.Repeat(1e-3, samples)], "host"));
            }

            public void Dispose() => engine.Freed++;
        }
    }
}

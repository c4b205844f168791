using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

public class ConformanceTests
{
    [Theory]
    [InlineData("well")]
    [InlineData("noise")]
    [InlineData("unsupported")]
    public async Task A_worker_that_keeps_the_protocol_conforms(string mode)
    {
        var steps = await CheckAsync(mode);
        Assert.True(steps.Count >= 5);
        Assert.All(steps, step => Assert.Null(step.Flaw));
    }

    [Theory]
    [InlineData("exits", "exited with code 7")]
    [InlineData("old", "protocol 0")]
    [InlineData("unchecked", "not held against a reference")]
    [InlineData("wrong-id", "somebody else")]
    [InlineData("too-few", "sent 0")]
    [InlineData("negative", "positive and finite")]
    [InlineData("broken-json", "cannot be read")]
    [InlineData("devices-null", "device 1 is null")]
    [InlineData("devices-twice", "listed more than once")]
    [InlineData("devices-many", "more than 1000 devices")]
    [InlineData("engine-nameless", "names no engine")]
    [InlineData("first-call-long", "firstCallSeconds is 1000000000000")]
    [InlineData("backend-nameless", "names no backend")]
    [InlineData("series-huge", "not finite")]
    [InlineData("deep", "cannot be read")]
    [InlineData("leaves-badly", "exited with code 3")]
    [InlineData("deaf", "it was still there 3 s later")]
    [InlineData("dies-with-words", "its last line: fatal: out of cheese")]
    public async Task A_flaw_is_named(string mode, string flaw)
    {
        var steps = await CheckAsync(mode);
        Assert.Contains(steps, step => step.Flaw?.Contains(flaw, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task What_could_not_be_prepared_is_not_measured()
    {
        var steps = await CheckAsync("wrong-result");
        Assert.Contains("answered error at check", steps.Single(step => step.Flaw is not null).Flaw, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, step => step.Demand.StartsWith("measures ", StringComparison.Ordinal));
    }

    private static async Task<List<ConformanceStep>> CheckAsync(string mode)
    {
        var steps = new List<ConformanceStep>();
        await foreach (var step in new Conformance(FakeEngine.Define(mode), TimeProvider.System)
            .CheckAsync([FakeEngine.Workload()], TestContext.Current.CancellationToken))
            steps.Add(step);
        return steps;
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_called_so()
    {
        var engine = new EngineDefinition { Name = "none", Command = ["/no/such/worker"] };
        await foreach (var step in new Conformance(engine, TimeProvider.System).CheckAsync([], TestContext.Current.CancellationToken))
        {
            Assert.Contains("there is no such program", step.Flaw, StringComparison.Ordinal);
            return;
        }

        Assert.Fail("nothing was checked");
    }
}

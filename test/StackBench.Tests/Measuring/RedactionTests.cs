using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Running.Pairing;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Measuring;

public sealed class RedactionTests
{
    private const string Secret = "sk-geheim-4711";

    private static readonly Redaction Redaction = new([Secret, "short", "sk-geheim-4711-and-more"]);

    public static TheoryData<Outcome> Outcomes { get; } =
    [
        new Ok([], [new Note("a", $"is {Secret}", $"hide {Secret}")]),
        new Skipped($"is {Secret}", $"hide {Secret}"),
        new Failed(FailureStage.Start, $"is {Secret}", [$"is {Secret}"]),
    ];

    [Theory]
    [InlineData("a sk-geheim-4711-and-more b", "a *** b")]
    [InlineData("sk-geheim-4711, sk-geheim-4711", "***, ***")]
    [InlineData("what is short may be a word", "what is short may be a word")]
    [InlineData("SK-GEHEIM-4711", "SK-GEHEIM-4711")]
    public void Secrets_are_masked_in_a_text(string text, string expected) => Assert.Equal(expected, Redaction.Of(text));

    /// <summary>Texts are cut, split into pieces and folded to one line before they are masked.</summary>
    [Theory]
    [InlineData("begins with eyJhbGciOiJIUzI1NiIsInR5cCI6Ikp...", "begins with ***...")]
    [InlineData("UzI1NiIsInR5cCI6IkpXVCJ9 ends it", "*** ends it")]
    [InlineData("-----BEGIN KEY----- eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "*** ***")]
    [InlineData("eyJhbGciOiJ is a shorter part", "eyJhbGciOiJ is a shorter part")]
    [InlineData("", "")]
    public void A_long_part_of_a_secret_is_masked_too(string text, string expected) =>
        Assert.Equal(expected, new Redaction(["-----BEGIN KEY-----\neyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\n"]).Of(text));

    [Fact]
    public void What_an_engine_says_at_its_start_is_masked()
    {
        var definition = new EngineDefinition { Name = "e", Command = ["e"] };
        var engine = Redaction.Of(new EngineStatus(definition, null, $"its last words: {Secret}", $"hide {Secret}"));
        Assert.Equal(("its last words: ***", "hide ***"), (engine.Reason, engine.Remedy));
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Every_text_of_a_result_is_masked(Outcome outcome)
    {
        var result = Spilling(outcome);
        var kept = Assert.IsType<WorkloadFinished>(
            Redaction.Of(new WorkloadFinished(result, 1, IsFinal: true) { At = ExampleRun.Start })).Result;
        AssertMasked(kept);
        Assert.Equal(result.Key, kept.Key);
        Assert.Equal("fake ***", kept.Launches[0].Backend);
        var pair = Assert.IsType<PairFinished>(Redaction.Of(new PairFinished(1, [result], [result])));
        AssertMasked(pair.Baseline[0], pair.Candidate[0]);
        var run = ExampleRun.Full with { Results = [result] };
        var ended = Assert.IsType<PairsEnded>(Redaction.Of(new PairsEnded(run, run, [], [], null)));
        AssertMasked(ended.Baseline.Results[0], ended.Candidate.Results[0]);
    }

    [Fact]
    public void Facts_of_engines_and_what_is_left_out_are_masked_and_machines_stay_who_they_are()
    {
        var prepared = Redaction.Of(new Prepared(
            new Plan
            {
                Settings = ExampleRun.Full.Settings,
                Sampling = SamplingPolicy.Of(Suite.Quick),
                Launches = 1,
                Workloads = [],
                Skipped = [Spilling(new Skipped($"is {Secret}"))],
                Peaks = ImmutableDictionary<string, Peaks>.Empty,
            },
            Fingerprint.Of(
            [
                new("cpu.model", $"model {Secret}", FactRole.Identity), new("engine.fake.build", $"1 {Secret}", FactRole.Cause),
                new("engine.fake.other", null, FactRole.Cause, $"no {Secret}"),
            ]),
            [], []));
        AssertMasked([.. prepared.Plan.Skipped]);
        Assert.Equal(
            [("cpu.model", $"model {Secret}", null), ("engine.fake.build", "1 ***", null), ("engine.fake.other", null, "no ***")],
            prepared.Fingerprint.Facts.Select(fact => (fact.Name, fact.Value, fact.UnknownReason)));
    }

    [Theory]
    [InlineData("HF_TOKEN")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("db_password")]
    [InlineData("AWS_SECRET_ACCESS")]
    [InlineData("GOOGLE_CREDENTIALS")]
    [InlineData("BasicAuth")]
    [InlineData("SESSION_COOKIE")]
    [InlineData("CLIENT_CERT")]
    public void A_label_names_a_secret_and_does_not_tell_it(string name)
    {
        var given = ImmutableDictionary<string, string>.Empty.Add(name, Secret).Add("OMP_NUM_THREADS", "1");
        Assert.Equal(
            string.Join(", ", ((string[])[$"{name}=***", "OMP_NUM_THREADS=1"]).Order(StringComparer.Ordinal)),
            new SideRequest { Environment = given }.Describe());
    }

    private static BenchmarkResult Spilling(Outcome outcome) => ExampleRun.Full.Results[0] with
    {
        Outcome = outcome,
        Launches =
        [
            ExampleRun.Full.Results[0].Launches[0] with
            {
                Backend = $"fake {Secret}",
                Notes = [new Note("b", $"is {Secret}", $"hide {Secret}")],
            },
        ],
    };

    private static void AssertMasked(params ReadOnlySpan<BenchmarkResult> results)
    {
        var text = System.Text.Encoding.UTF8.GetString(RunDocument.Write(ExampleRun.Full with { Results = [.. results] }));
        Assert.Contains("is ***", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }
}

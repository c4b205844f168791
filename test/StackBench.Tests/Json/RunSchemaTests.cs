using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Core.Verdicts;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Json;

public sealed class RunSchemaTests
{
    private static readonly string Text = File.ReadAllText(RepositoryFile.Path("docs/run.schema.json"));
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(Text));

    /// <summary>Each name says what is done to the full example; all must be refused.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Mutations = new(StringComparer.Ordinal)
    {
        ["newer schema version"] = run => run["schemaVersion"] = 2,
        ["unknown member"] = run => run["extra"] = 1,
        ["id that is a path"] = run => run["id"] = "../run",
        ["sentence of an unknown kind"] = run => run["summary"]![0]!["kind"] = "good",
        ["sentence without a code"] = run => run["summary"]![0]!.AsObject().Remove("code"),
        ["unknown status"] = run => run["status"] = "done",
        ["status as number"] = run => run["status"] = 1,
        ["time that is none"] = run => run["startedAt"] = "yesterday",
        ["label of another type"] = run => run["label"] = 5,
        ["label that is null"] = run => run["label"] = null,
        ["results that are no array"] = run => run["results"] = new JsonObject(),
        ["no launches asked for"] = run => run["settings"]!["launches"] = 0,
        ["unknown suite"] = run => run["settings"]!["suite"] = "tiny",
        ["fact without value"] = run => run["fingerprint"]!["facts"]![0]!.AsObject().Remove("value"),
        ["unknown fact role"] = run => run["fingerprint"]!["facts"]![0]!["role"] = "other",
        ["result without outcome"] = run => Result(run, 0).Remove("outcome"),
        ["result without launches"] = run => Result(run, 0).Remove("launches"),
        ["null engine"] = run => Result(run, 0)["engine"] = null,
        ["fractional parameter"] = run => Result(run, 0)["parameters"]!["n"] = 1.5,
        ["nested parameter"] = run => Result(run, 0)["parameters"]!["n"] = new JsonArray(),
        ["negative tokens"] = run => Result(run, 0)["cost"]!["tokens"] = -1,
        ["negative cost"] = run => Result(run, 0)["cost"]!["flop"] = -1,
        ["unknown outcome kind"] = run => Outcome(run, "ok")["kind"] = "good",
        ["outcome without kind"] = run => Outcome(run, "ok").Remove("kind"),
        ["ok without metrics"] = run => Outcome(run, "ok")["metrics"] = new JsonArray(),
        ["ok with a reason"] = run => Outcome(run, "ok")["reason"] = "why",
        ["value as text"] = run => Outcome(run, "ok")["metrics"]![0]!["value"] = "42",
        ["null value"] = run => Outcome(run, "ok")["metrics"]![0]!["value"] = null,
        ["unknown unit"] = run => Outcome(run, "ok")["metrics"]![0]!["unit"] = "GB/s",
        ["unknown direction"] = run => Outcome(run, "ok")["metrics"]![0]!["better"] = "faster",
        ["interval without level"] = run => Outcome(run, "ok")["metrics"]![0]!["interval"]!.AsObject().Remove("level"),
        ["value in a skipped outcome"] = run => Outcome(run, "skipped")["value"] = 0,
        ["metrics in a skipped outcome"] = run => Outcome(run, "skipped")["metrics"] = new JsonArray(),
        ["skipped without reason"] = run => Outcome(run, "skipped").Remove("reason"),
        ["skipped with an empty reason"] = run => Outcome(run, "skipped")["reason"] = "",
        ["value in a failed outcome"] = run => Outcome(run, "failed")["value"] = 0,
        ["unknown stage"] = run => Outcome(run, "failed")["stage"] = "warmUp",
        ["failed without log"] = run => Outcome(run, "failed").Remove("logTail"),
        ["implausible without ceiling"] = run => Outcome(run, "implausible").Remove("ceiling"),
        ["implausible with metrics"] = run => Outcome(run, "implausible")["metrics"] = new JsonArray(),
        ["launch zero"] = run => Launch(run)["number"] = 0,
        ["launch without samples"] = run => Launch(run).Remove("samples"),
        ["unknown clock"] = run => Launch(run)["clock"] = "wall",
        ["unknown stop reason"] = run => Launch(run)["stopReason"] = "Converged",
        ["negative duration"] = run => Launch(run)["samples"]![0]!["durationSeconds"] = -1,
        ["tag none"] = run => Launch(run)["samples"]![0]!["tags"] = "none",
        ["sample as number"] = run => Launch(run)["samples"]![0] = 0.1,
        ["telemetry without series"] = run => Telemetry(run).Remove("series"),
        ["telemetry with an unknown member"] = run => Telemetry(run)["fan"] = 1,
        ["negative energy"] = run => Telemetry(run)["summary"]!["devices"]![0]!["energyJoules"] = -1,
        ["throttled share above one"] = run => Telemetry(run)["summary"]!["devices"]![0]!["throttledShare"] = 1.1,
        ["reading as text"] = run => Telemetry(run)["series"]!["channels"]![0]!["values"]![0] = "98",
        ["unknown kind of channel"] = run => Telemetry(run)["series"]!["channels"]![0]!["channel"]!["kind"] = "rate",
        ["unread channel without a reason"] = run => Telemetry(run)["unread"]!["cpu.frequency"] = "",
        ["condition as text"] = run => Launch(run)["conditions"]!["cpu.pressure"] = "high",
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    private static readonly string[] RequiredMembers =
        [.. JsonNode.Parse(Text)!["required"]!.AsArray().Select(member => member!.GetValue<string>())];

    [Fact]
    public async Task A_run_with_every_outcome_and_every_field_is_valid() => Assert.Equal("", await Validate(Document()));

    [Fact]
    public async Task A_run_just_begun_is_valid()
    {
        var begun = ExampleRun.Full with
        {
            Status = RunStatus.Running,
            FinishedAt = null,
            Label = null,
            Results = [],
            Fingerprint = Fingerprint.Of([]),
        };
        Assert.Equal("", await Validate(JsonNode.Parse(RunDocument.Write(begun))!.AsObject()));
    }

    [Fact]
    public void The_example_really_has_every_member_the_schema_knows()
    {
        var schema = JsonNode.Parse(Text)!.AsObject();
        var known = SchemaMembers.Of(schema)
            .Concat(schema["definitions"]!.AsObject().SelectMany(definition => SchemaMembers.Of(definition.Value!.AsObject()))).ToHashSet();
        var used = new HashSet<string>(StringComparer.Ordinal);
        SchemaMembers.Collect(Document(), used);
        Assert.Empty(known.Except(used));
    }

    [Theory]
    [MemberData(nameof(MutationNames))]
    public async Task A_document_is_refused_with_a(string mutation)
    {
        var document = Document();
        Mutations[mutation](document);
        Assert.NotEqual("", await Validate(document));
    }

    [Fact]
    public async Task A_document_without_any_one_of_the_required_members_is_refused()
    {
        Assert.Equal(8, RequiredMembers.Length);
        foreach (var member in RequiredMembers)
        {
            var document = Document();
            Assert.True(document.Remove(member));
            Assert.Contains(member, await Validate(document), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("definitions.unit.enum", "unit")]
    [InlineData("properties.status.enum", "status")]
    [InlineData("definitions.settings.properties.suite.enum", "suite")]
    [InlineData("definitions.fact.properties.role.enum", "role")]
    [InlineData("definitions.failed.properties.stage.enum", "stage")]
    [InlineData("definitions.launch.properties.stopReason.enum", "stopReason")]
    [InlineData("definitions.launch.properties.clock.enum", "clock")]
    [InlineData("definitions.deviceSummary.properties.energySource.enum", "energySource")]
    [InlineData("definitions.channelSeries.properties.channel.properties.kind.enum", "kind")]
    [InlineData("definitions.metric.properties.better.enum", "better")]
    [InlineData("definitions.sentence.properties.kind.enum", "sentence")]
    public void Each_list_of_names_is_the_list_of_the_domain(string path, string list)
    {
        var node = path.Split('.').Aggregate(JsonNode.Parse(Text)!, (current, step) => current[step]!);
        var expected = list switch
        {
            "unit" => Unit.All.Select(unit => unit.Symbol),
            "status" => Names<RunStatus>(),
            "suite" => Names<Suite>(),
            "role" => Names<FactRole>(),
            "stage" => Names<FailureStage>(),
            "stopReason" => Names<StopReason>(),
            "clock" => Names<SampleClock>(),
            "energySource" => Names<EnergySource>(),
            "kind" => Names<TelemetryKind>(),
            "sentence" => Names<SentenceKind>(),
            _ => Names<Better>(),
        };
        Assert.Equal(expected, node.AsArray().Select(name => name!.GetValue<string>()));
    }

    private static IEnumerable<string> Names<TEnum>() where TEnum : struct, Enum =>
        Enum.GetNames<TEnum>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    private static JsonObject Document() => JsonNode.Parse(RunDocument.Write(ExampleRun.Full with
    {
        Summary = MachineVerdict.Of(ExampleRun.Full),
        Results = [.. ExampleRun.Full.Results.Select(result => result.Outcome is Ok { Notes: [_, ..] } ok
            ? result with { Outcome = ok with { Notes = [.. ok.Notes, new Note("identity", "a GPU", IsFact: true)] } }
            : result)],
    }))!.AsObject();

    private static JsonObject Result(JsonObject run, int index) => run["results"]![index]!.AsObject();

    private static JsonObject Outcome(JsonObject run, string kind) =>
        run["results"]!.AsArray().Select(result => result!["outcome"]!.AsObject())
            .First(outcome => outcome["kind"]!.GetValue<string>() == kind);

    private static JsonObject Launch(JsonObject run) => Result(run, 0)["launches"]![0]!.AsObject();

    private static JsonObject Telemetry(JsonObject run) => Launch(run)["telemetry"]!.AsObject();

    private static async Task<string> Validate(JsonObject document) =>
        string.Join('\n', (await Schema.Value).Validate(document.ToJsonString()));
}

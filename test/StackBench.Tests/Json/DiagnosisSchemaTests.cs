using System.Text.Json.Nodes;
using NJsonSchema;
using StackBench.Core.Text;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Json;

public sealed class DiagnosisSchemaTests
{
    private static readonly string Text = File.ReadAllText(RepositoryFile.Path("docs/doctor.schema.json"));
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(Text));

    private static readonly Dictionary<string, Action<JsonObject>> Mutations = new(StringComparer.Ordinal)
    {
        ["newer schema version"] = diagnosis => diagnosis["schemaVersion"] = 2,
        ["unknown member"] = diagnosis => diagnosis["extra"] = 1,
        ["severity of another name"] = diagnosis => diagnosis["findings"]![0]!["severity"] = "Warning",
        ["severity as number"] = diagnosis => diagnosis["findings"]![0]!["severity"] = 1,
        ["finding without remedy"] = diagnosis => diagnosis["findings"]![0]!.AsObject().Remove("remedy"),
        ["finding with an empty cause"] = diagnosis => diagnosis["findings"]![0]!["cause"] = "",
        ["check that was not done without reason"] = diagnosis => diagnosis["notChecked"]![0]!.AsObject().Remove("reason"),
        ["check that passed as object"] = diagnosis => diagnosis["passed"]![0] = new JsonObject(),
        ["missing list"] = diagnosis => diagnosis.Remove("passed"),
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    [Fact]
    public async Task A_diagnosis_is_valid() => Assert.Equal("", await Validate(Example()));

    [Fact]
    public async Task The_diagnosis_of_this_machine_is_valid()
    {
        var diagnosis =
            await Checkup.RunAsync(MachineReader.Read(), "/", _ => null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("", await Validate(JsonNode.Parse(diagnosis.ToJson())!.AsObject()));
    }

    [Theory]
    [MemberData(nameof(MutationNames))]
    public async Task A_diagnosis_is_refused_with_a(string mutation)
    {
        var document = Example();
        Mutations[mutation](document);
        Assert.NotEqual("", await Validate(document));
    }

    [Fact]
    public void The_severities_are_those_of_the_domain() => Assert.Equal(
        Enum.GetValues<Severity>().Select(EnumText.Of),
        JsonNode.Parse(Text)!["definitions"]!["finding"]!["properties"]!["severity"]!["enum"]!.AsArray()
            .Select(name => name!.GetValue<string>()));

    private static JsonObject Example() => JsonNode.Parse(new Diagnosis
    {
        Findings =
            [new Finding("cpu.turbo", Severity.Warning, "cause", "effect", "remedy"),
                new Finding("gpu.access", Severity.Problem, "cause", "effect", "remedy", "0000:03:00.0")],
        NotChecked = [new NotChecked("cpu.smt", "reason"), new NotChecked("gpu.errors", "reason", "0000:03:00.0")],
        Passed = ["clock.source"],
    }.ToJson())!.AsObject();

    private static async Task<string> Validate(JsonObject document) =>
        string.Join('\n', (await Schema.Value).Validate(document.ToJsonString()));
}

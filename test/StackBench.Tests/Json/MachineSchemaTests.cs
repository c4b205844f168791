using System.Text.Json.Nodes;
using NJsonSchema;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Machine;

namespace StackBench.Tests.Json;

public sealed class MachineSchemaTests
{
    private static readonly string Text = File.ReadAllText(RepositoryFile.Path("docs/detect.schema.json"));
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(Text));

    /// <summary>Each name says what is done to the full example; all must be refused.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Mutations = new(StringComparer.Ordinal)
    {
        ["newer schema version"] = machine => machine["schemaVersion"] = 2,
        ["unknown member"] = machine => machine["extra"] = 1,
        ["fact with value and reason"] = machine => machine["cpu"]!["model"]!["unknown"] = "why",
        ["fact with neither"] = machine => machine["cpu"]!["model"]!.AsObject().Clear(),
        ["fact with a null value"] = machine => machine["cpu"]!["model"]!["value"] = null,
        ["bare value for a fact"] = machine => machine["cpu"]!["cores"] = 4,
        ["count as text"] = machine => machine["cpu"]!["cores"]!["value"] = "4",
        ["fraction of a core"] = machine => machine["cpu"]!["cores"]!["value"] = 1.5,
        ["no usable core"] = machine => machine["cpu"]!["usableCores"] = 0,
        ["cache of another kind"] = machine => machine["cpu"]!["caches"]![0]!["kind"] = "both",
        ["GPU without key"] = machine => machine["gpus"]![0]!.AsObject().Remove("pciAddress"),
        ["GPU without state"] = machine => machine["gpus"]![0]!.AsObject().Remove("state"),
        ["temperature as text"] = machine => machine["gpus"]![0]!["state"]!["temperaturesCelsius"]!["edge"] = "hot",
        ["distance of zero"] = machine => machine["memory"]!["numaDistances"]![0]![0] = 0,
        ["limit of zero"] = machine => machine["cpuLimits"]!["flops.fp32"]!["limit"] = 0,
        ["limit without basis"] = machine => machine["cpuLimits"]!["flops.fp32"]!.AsObject().Remove("basis"),
        ["interpreter of another kind"] = machine => machine["software"]!["pythons"]![0]!["kind"] = "snake",
        ["package without version"] = machine => machine["software"]!["pythons"]![0]!["packages"]!["torch"] = null,
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    [Fact]
    public async Task A_machine_with_every_member_is_valid() => Assert.Equal("", await Validate(Full()));

    [Fact]
    public async Task A_machine_that_tells_nothing_is_valid()
    {
        using var tree = new TreeCopy();
        Assert.Equal("", await Validate(Json(MachineReader.Read(tree.Root, _ => null))));
    }

    [Fact]
    public async Task This_machine_is_valid() =>
        Assert.Equal("", await Validate(Json(MachineReader.Read("/", Environment.GetEnvironmentVariable))));

    [Fact]
    public async Task Every_recorded_machine_is_valid()
    {
        foreach (var set in RecordedMachines.All().Select(fixture => (string)fixture["id"]!))
            Assert.Equal($"{set}: ", $"{set}: {await Validate(Json(MachineReader.Read(RecordedMachines.Root(set), _ => null)))}");
    }

    [Fact]
    public void The_example_really_has_every_member_the_schema_knows()
    {
        var schema = JsonNode.Parse(Text)!.AsObject();
        var known = SchemaMembers.Of(schema)
            .Concat(schema["definitions"]!.AsObject().SelectMany(definition => SchemaMembers.Of(definition.Value!.AsObject())))
            .ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        SchemaMembers.Collect(Full(), used);
        Assert.Empty(known.Except(used));
    }

    [Theory]
    [MemberData(nameof(MutationNames))]
    public async Task A_document_is_refused_with_a(string mutation)
    {
        var document = Full();
        Mutations[mutation](document);
        Assert.NotEqual("", await Validate(document));
    }

    private static JsonObject Full()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var facts = MachineReader.Read(tree.Root, _ => null);
        var gpu = facts.Gpus[0] with
        {
            Partitions = [new GpuPartition(0, "renderD128", 38, 1L << 30)],
            PeerLinks = [new PeerLink("0000:04:00.0", "xgmi", 5e10)],
            State = new GpuState
            {
                ThrottleReasons = System.Collections.Immutable.ImmutableArray.Create("power"),
                TemperaturesCelsius = GpuState.Unread.TemperaturesCelsius.Add("edge", 40),
            },
        };
        var python = new PythonFacts
        {
            Path = "/usr/bin/python3",
            Kind = "system",
            Version = "3.12.3",
            IsActive = true,
            Packages = System.Collections.Immutable.ImmutableSortedDictionary<string, Fact<string>>.Empty.Add("torch", "2.6.0"),
        };
        return Json(facts with
        {
            Gpus = [gpu],
            Cpu = facts.Cpu with
            {
                Caches = [new CacheFacts(1, "data", 48 << 10, 2)],
                Clusters = [new CpuCluster("Arm Cortex-A72", 2, 2e9)],
            },
            Memory = facts.Memory with
            {
                Modules = new MemoryModules([new MemoryModule("DIMM_A1", 16L << 30, "DDR5", 5.6e9, 64, "A")], 1, 2),
                NumaDistances = [[10, 21], [21, 10]],
            },
            Software =
            facts.Software with { Pythons = [python] }
        });
    }

    private static JsonObject Json(MachineFacts facts) => JsonNode.Parse(MachineDocument.Of(facts).ToJson())!.AsObject();

    private static async Task<string> Validate(JsonObject document) =>
        string.Join('\n', (await Schema.Value).Validate(document.ToJsonString()));
}

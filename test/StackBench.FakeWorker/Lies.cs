using System.Globalization;
using System.Text;
using StackBench.Protocol;

namespace StackBench.FakeWorker;

/// <summary>
/// Answers that are well-formed messages and untrue, or hardly messages: a table by mode, a text for each of the three answers.
/// </summary>
internal static class Lies
{
    private const int Megabyte = 1 << 20;

    private static readonly Dictionary<string, Func<string>> Hellos = new(StringComparer.Ordinal)
    {
        ["devices-null"] = () => Ready(devices: "[null]"),
        ["devices-twice"] = () => Ready(devices: $"[{Device("cpu")},{Device("cpu")}]"),
        ["devices-many"] = () =>
            Ready(devices: $"[{string.Join(',', Enumerable.Range(0, 100_000)
                .Select(i => Device(i.ToString(CultureInfo.InvariantCulture))))}]"),
        ["device-nameless"] = () => Ready(devices: $"[{Device("")}]"),
        ["device-escapes"] = () => Ready(devices: $"[{Device("\\u001b[2J")}]"),
        ["device-kind"] = () => Ready(devices: """[{"id":"cpu","kind":"abacus"}]"""),
        ["device-memory"] = () => Ready(devices: """[{"id":"cpu","kind":"cpu","memoryBytes":-1}]"""),
        ["device-number"] = () => Ready(devices: """[{"id":7,"kind":"cpu"}]"""),
        ["device-long"] = () => Ready(devices: $"[{Device(Long(Megabyte))}]"),
        ["engine-nameless"] = () => Ready(engine: ""),
        ["version-nameless"] = () => Ready(version: ""),
        ["ops-null"] = () => Ready(ops: "[null]"),
        ["ops-twice"] = () => Ready(ops: """["fake","fake"]"""),
        ["ops-many"] = () => Ready(ops: $"[{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"op{i}\""))}]"),
        ["ops-text"] = () => Ready(ops: "\"fake\""),
        ["software-null"] = () => Ready(software: """{"a":null}"""),
        ["software-many"] = () => Ready(software: $"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":\"\""))}}}"),
        ["software-nameless"] = () => Ready(software: """{"":"1"}"""),
        ["protocol-text"] = () => """{"type":"ready","protocol":"one"}""",
        ["protocol-huge"] = () => """{"type":"ready","protocol":99999999999999999999}""",
        ["type-unknown"] = () => """{"type":"greeting"}""",
        ["type-missing"] = () => "{}",
        ["not-an-object"] = () => "[1,2,3]",
        ["null-message"] = () => "null",
        ["deep"] = () => new string('[', 100_000),
        ["surrogate"] = () => Ready(engine: "\\ud800"),
        ["hello-samples"] = () => """{"type":"samples","id":"1","seconds":[1],"clock":"host"}""",
        ["hello-error-long"] = () => $$"""{"type":"error","id":null,"stage":"start","message":"{{Long(Megabyte)}}"}""",
        // Cut and cleaned, and believed: they concern nothing that is measured.
        ["engine-long"] = () => Ready(engine: Long(10 * Megabyte)),
        ["engine-bidi"] = () => Ready(engine: "fa\\u202eke"),
        ["version-escapes"] = () => Ready(version: "\\u001b[31m1"),
        ["software-long"] = () => Ready(software: $$"""{"a":"{{Long(Megabyte)}}"}"""),
    };

    private static readonly Dictionary<string, Func<string, string>> Preparations = new(StringComparer.Ordinal)
    {
        ["first-call-long"] = id => Prepared(id, "\"firstCallSeconds\":1e12"),
        ["first-call-infinite"] = id => Prepared(id, "\"firstCallSeconds\":1e999"),
        ["first-call-negative"] = id => Prepared(id, "\"firstCallSeconds\":-1"),
        ["bytes-negative"] = id => Prepared(id, "", bytes: "-1"),
        ["bytes-huge"] = id => Prepared(id, "", bytes: "9000000000000000000"),
        ["threads-zero"] = id => Prepared(id, "\"threads\":0"),
        ["threads-many"] = id => Prepared(id, "\"threads\":2000000000"),
        ["backend-nameless"] = id => Prepared(id, "", backend: " "),
        ["error-infinite"] = id => Prepared(id, "", error: "1e999"),
        ["error-negative"] = id => Prepared(id, "", error: "-1"),
        ["tolerance-infinite"] = id => Prepared(id, "", tolerance: "1e999"),
        ["prepare-error-long"] = id => $$"""{"type":"error","id":"{{id}}","stage":"prepare","message":"{{Long(Megabyte)}}"}""",
        ["prepare-error-stage"] = id => $$"""{"type":"error","id":"{{id}}","stage":"banana","message":"no"}""",
        ["prepare-fatal"] = id => $$"""{"type":"error","id":"{{id}}","stage":"prepare","message":"lost","fatal":true}""",
        ["prepare-ready"] = _ => Ready(),
        ["prepare-nothing"] = _ => "",
        ["unsupported-long"] =
            id => $$"""{"type":"unsupported","id":"{{id}}","reason":"{{Long(Megabyte)}}","remedy":"{{Long(Megabyte)}}"}""",
        ["id-long"] = _ => Prepared(Long(Megabyte), ""),
        ["backend-long"] = id => Prepared(id, "", backend: Long(10 * Megabyte)),
        ["backend-escapes"] = id => Prepared(id, "", backend: "\\u001b]0;evil\\u0007\\u202ekernel"),
    };

    private static readonly Dictionary<string, Func<string, string, string>> Measurements = new(StringComparer.Ordinal)
    {
        ["infinite"] = (id, _) => Samples(id, "[1e999]"),
        ["huge"] = (id, _) => Samples(id, "[1e308]"),
        ["tiny"] = (id, _) => Samples(id, "[1e-300]"),
        ["texts"] = (id, _) => Samples(id, "[\"fast\"]"),
        ["too-many"] = (id, _) => Samples(id, $"[{string.Join(',', Enumerable.Repeat("1e-3", 1_000_000))}]"),
        ["seconds-null"] = (id, _) => Samples(id, "null"),
        ["clock-missing"] = (id, seconds) => $$"""{"type":"samples","id":"{{id}}","seconds":{{seconds}}}""",
        ["begin-infinite"] = (id, seconds) => Samples(id, seconds, ",\"beginSeconds\":1e999"),
        ["series-infinite"] = (id, seconds) => Samples(id, seconds, ",\"extra\":{\"x\":[1e308,1e999]}"),
        ["series-huge"] = (id, seconds) => Samples(id, seconds, ",\"extra\":{\"peak-memory\":[1.7e308,1.7e308]}"),
        ["series-nameless"] = (id, seconds) => Samples(id, seconds, ",\"extra\":{\"\":[1]}"),
        ["series-many"] = (id, seconds) =>
            Samples(id, seconds, $",\"extra\":{{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"s{i}\":[1]"))}}}"),
        ["notes-null"] = (id, seconds) => Samples(id, seconds, ",\"notes\":[null]"),
        ["notes-nameless"] = (id, seconds) => Samples(id, seconds, ",\"notes\":[{\"code\":\"\",\"message\":\"\"}]"),
        ["notes-many"] = (id, seconds) => Samples(
            id, seconds, $",\"notes\":[{string.Join(',', Enumerable.Repeat("{\"code\":\"a\",\"message\":\"b\"}", 10_000))}]"),
        ["measure-error-long"] = (id, _) => $$"""{"type":"error","id":"{{id}}","stage":"measure","message":"{{Long(Megabyte)}}"}""",
        // Cut, and believed.
        ["notes-long"] = (id, seconds) => Samples(id, seconds, $$""","notes":[{"code":"a","message":"{{Long(Megabyte)}}"}]"""),
    };

    public static string? Hello(string mode) => Hellos.TryGetValue(mode, out var make) ? make() : null;

    public static string? Prepare(string mode, string id) => Preparations.TryGetValue(mode, out var make) ? make(id) : null;

    public static string? Measure(string mode, string id, double[] seconds) => Measurements.TryGetValue(mode, out var make)
        ? make(id, $"[{string.Join(',', seconds.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]")
        : null;

    private static string Device(string id) => $$"""{"id":"{{id}}","kind":"cpu"}""";

    private static string Ready(
        string engine = "fake", string version = "1", string? devices = null, string ops = """["fake","autograd"]""",
        string software = "{}") =>
        string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"type":"ready","protocol":{{ProtocolVersion.Current}},"engine":"{{engine}}","version":"{{version}}","devices":{{devices
                ?? $"[{Device("cpu")}]"}},"ops":{{ops}},"software":{{software}}}
            """);

    private static string Prepared(
        string id, string more, string backend = "fake", string bytes = "0", string error = "0", string tolerance = "1") =>
        $$"""
        {"type":"prepared","id":"{{id}}","backend":"{{backend}}","bytes":{{bytes}},"checked":true,"maxError":{{error}},"tolerance":{{tolerance}}
        """ + (more.Length == 0 ? "}" : $",{more}}}");

    private static string Samples(string id, string seconds, string more = "") =>
        $$"""{"type":"samples","id":"{{id}}","seconds":{{seconds}},"clock":"host"{{more}}}""";

    private static string Long(int length) => new StringBuilder(length).Insert(0, "long ", length / 5).ToString();
}

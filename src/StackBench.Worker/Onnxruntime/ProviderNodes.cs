using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Which provider ran each node, by the profile of a run: the session's options only say what was wanted. Pure.</summary>
/// <param name="Nodes">Each node once.</param>
internal sealed record ProviderNodes(ImmutableArray<NodeRun> Nodes)
{
    private const string KernelEnd = "_kernel_time";

    /// <summary>Nodes by provider, most first.</summary>
    public ImmutableArray<(string Provider, int Nodes)> Counts { get; } =
    [
        .. Nodes.GroupBy(node => node.Provider, StringComparer.Ordinal).Select(same => (same.Key, same.Count()))
            .OrderByDescending(count => count.Item2).ThenBy(count => count.Key, StringComparer.Ordinal),
    ];

    /// <summary>What ran: <c>CPUExecutionProvider, 73 nodes</c>.</summary>
    public string Text => Counts.IsEmpty
        ? "no node was seen to run"
        : string.Join("; ", Counts.Select(count => FormattableString.Invariant($"{count.Provider}, {count.Nodes} nodes")));

    /// <summary>Nodes that another provider ran than the one that was asked for.</summary>
    /// <param name="wanted">The provider that was asked for; null where any may.</param>
    public int FallenTo(ExecutionProvider? wanted) => Others(wanted).Sum(count => count.Nodes);

    /// <summary>In words: <c>partly on CPU: 14 of 310 nodes</c>.</summary>
    public string FallbackText(ExecutionProvider? wanted) => string.Create(
        CultureInfo.InvariantCulture,
        $"partly on {string.Join(", ", Others(wanted).Select(count => ExecutionProvider.Short(count.Provider)))}: "
            + $"{FallenTo(wanted)} of {Nodes.Length} nodes");

    /// <exception cref="UnsupportedException">The profile names no node: what ran is not known.</exception>
    public ProviderNodes Require() => !Nodes.IsEmpty
        ? this
        : throw new UnsupportedException(
            "the profile of ONNX Runtime does not say which provider ran which node",
            "use another ONNX Runtime with --onnxruntime DIR");

    /// <param name="profile">JSON of ONNX Runtime's profiler: an array of events.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ProviderNodes Of(string profile)
    {
        using var document = JsonDocument.Parse(profile);
        var nodes = new Dictionary<string, NodeRun>(StringComparer.Ordinal);
        foreach (var entry in document.RootElement.EnumerateArray())
            if (Field(entry, "cat") == "Node" && Field(entry, "name") is { } name && name.EndsWith(KernelEnd, StringComparison.Ordinal)
                && entry.TryGetProperty("args", out var arguments) && Field(arguments, "provider") is { Length: > 0 } provider)
                nodes[name] = new NodeRun(provider, Field(arguments, "op_name") ?? "", FirstType(arguments));
        return new ProviderNodes([.. nodes.Values]);
    }

    private IEnumerable<(string Provider, int Nodes)> Others(ExecutionProvider? wanted) =>
        wanted is null ? [] : Counts.Where(count => count.Provider != wanted.ListedName);

    // An array of one object an input, from its type to its shape.
    private static string? FirstType(JsonElement arguments) =>
        arguments.TryGetProperty("input_type_shape", out var types) && types.ValueKind == JsonValueKind.Array
            && types.GetArrayLength() > 0 && types[0].ValueKind == JsonValueKind.Object
            ? types[0].EnumerateObject().Select(type => type.Name).FirstOrDefault()
            : null;

    private static string? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Which provider ran each node, by the profile of a run: the session's options only say what was wanted. Pure.</summary>
/// <param name="Counts">Nodes by provider, most first.</param>
internal sealed record ProviderNodes(ImmutableArray<(string Provider, int Nodes)> Counts)
{
    public const string Cpu = "CPUExecutionProvider";

    private const string KernelEnd = "_kernel_time";

    public int All => Counts.Sum(count => count.Nodes);

    public int OnCpu => Counts.Where(count => count.Provider == Cpu).Sum(count => count.Nodes);

    /// <summary>What ran: <c>CPUExecutionProvider, 73 nodes</c>.</summary>
    public string Text => Counts.IsEmpty
        ? "no node was seen to run"
        : string.Join("; ", Counts.Select(count => FormattableString.Invariant($"{count.Provider}, {count.Nodes} nodes")));

    /// <summary>Whether nodes that another provider was asked for ran on the CPU.</summary>
    /// <param name="wanted">The provider that was asked for; null for the CPU's.</param>
    public bool FellBack(ExecutionProvider? wanted) => wanted is not null && OnCpu > 0;

    /// <summary>In words: <c>partly on CPU: 14 of 310 nodes</c>.</summary>
    public string FallbackText => FormattableString.Invariant($"partly on CPU: {OnCpu} of {All} nodes");

    /// <param name="profile">JSON of ONNX Runtime's profiler: an array of events.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ProviderNodes Of(string profile)
    {
        using var document = JsonDocument.Parse(profile);
        var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in document.RootElement.EnumerateArray())
            if (Field(entry, "cat") == "Node" && Field(entry, "name") is { } name && name.EndsWith(KernelEnd, StringComparison.Ordinal)
                && entry.TryGetProperty("args", out var arguments) && Field(arguments, "provider") is { Length: > 0 } provider)
                nodes[name] = provider;
        return new ProviderNodes(
        [
            .. nodes.Values.GroupBy(provider => provider, StringComparer.Ordinal).Select(same => (same.Key, same.Count()))
                .OrderByDescending(count => count.Item2).ThenBy(count => count.Key, StringComparer.Ordinal),
        ]);
    }

    private static string? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

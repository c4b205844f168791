using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Machine.Gpu;

/// <summary>An output of a vendor's tool. Either reader gives null for what another tool wrote.</summary>
/// <param name="Form">How the tool is called; null for one that need not be named.</param>
/// <param name="Text">Reads what is no JSON.</param>
/// <param name="Json">Reads JSON.</param>
internal sealed record GpuDumpFormat(
    string Tool,
    string? Form,
    Func<string, ImmutableArray<GpuFacts>?>? Text = null,
    Func<JsonElement, ImmutableArray<GpuFacts>?>? Json = null)
{
    /// <summary>Texts that its output holds, by which the nearest format of an unknown text is told.</summary>
    public ImmutableArray<string> Marks { get; init; } = [];
}

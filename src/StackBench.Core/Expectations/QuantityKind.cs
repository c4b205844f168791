using System.Collections.Immutable;

namespace StackBench.Core.Expectations;

/// <summary>What machines of one kind differ by in a quantity, and where to look when one gives less.</summary>
/// <param name="Floor">Least half-width of the usual band, as a share: what tools and boards differ by.</param>
/// <param name="IsPhysical">Whether the hardware alone sets it, so that more than usual is suspicious; software gets faster.</param>
/// <param name="LookAt">What lowers it, most likely first.</param>
internal sealed record QuantityKind(double Floor, bool IsPhysical, string LookAt)
{
    private static readonly ImmutableArray<(string Part, QuantityKind Kind)> All =
    [
        ("memory-bandwidth-", new(0.08, IsPhysical: true, "ECC, the memory's clock, other work on the card")),
        ("-pinned", new(0.08, IsPhysical: true, "width and generation of the link, the slot, which CPU the card hangs on")),
        ("-matrix-peak", new(0.03, IsPhysical: true, "power limit, clocks, temperature")),
        ("-vector-peak", new(0.05, IsPhysical: true, "power limit, clocks, temperature")),
        ("-gemm-best", new(0.10, IsPhysical: false, "power limit, clocks, the version of the library")),
    ];

    /// <summary>Boards for games clock as they like; those of data centres within 5 %.</summary>
    private const double DatacentreGemm = 0.05;

    /// <summary>Null for a quantity without a rule: no verdict comes of it.</summary>
    public static QuantityKind? Of(string quantity, string device)
    {
        var kind = All.FirstOrDefault(entry => quantity.Contains(entry.Part, StringComparison.Ordinal)).Kind;
        return kind is not null && (quantity is "fp16-gemm-best" or "bf16-gemm-best") && !IsConsumer(device)
            ? kind with { Floor = DatacentreGemm }
            : kind;
    }

    private static bool IsConsumer(string device) => device.Contains("GeForce", StringComparison.Ordinal)
        || device.Contains("Radeon", StringComparison.Ordinal) || device.Contains("Arc ", StringComparison.Ordinal);
}

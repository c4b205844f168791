namespace StackBench.Machine;

/// <summary>Who made the machine and which one it is, as its firmware says. No serial number is read.</summary>
public sealed record BoardFacts
{
    public static BoardFacts Unread { get; } = new();

    public Fact<string> Maker { get; init; }

    public Fact<string> Model { get; init; }

    /// <summary>Maker and name of the main board.</summary>
    public Fact<string> MainBoard { get; init; }

    public Fact<string> BiosVersion { get; init; }

    /// <summary>As <c>2025-08-06</c>.</summary>
    public Fact<string> BiosDate { get; init; }
}

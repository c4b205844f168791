namespace StackBench.Machine;

/// <summary>The PCI Express link between a GPU and the machine.</summary>
public sealed record PcieLink
{
    public static PcieLink Unread { get; } = new();

    /// <summary>Transfer rate of a lane now, in 10^9 transfers a second. Idle links run slower.</summary>
    public Fact<double> GigatransfersPerSecond { get; init; }

    public Fact<int> Lanes { get; init; }

    public Fact<double> MaxGigatransfersPerSecond { get; init; }

    public Fact<int> MaxLanes { get; init; }

    /// <summary>What the endpoint itself says; on many boards it describes a switch inside the board and not the slot.</summary>
    public Fact<string> Endpoint { get; init; }

    /// <summary>One way after line coding, in bytes a second.</summary>
    public Fact<double> BytesPerSecond =>
        GigatransfersPerSecond.Then(rate => Lanes.Then<double>(lanes => rate * 1e9 / 8 * Coding(rate) * lanes));

    /// <summary>The same at the rate and width that the link can have.</summary>
    public Fact<double> MaxBytesPerSecond =>
        MaxGigatransfersPerSecond.Then(rate => MaxLanes.Then<double>(lanes => rate * 1e9 / 8 * Coding(rate) * lanes));

    /// <summary>Lane rate of a PCI Express generation.</summary>
    public static Fact<double> RateOf(int generation) => generation switch
    {
        1 => 2.5,
        2 => 5,
        3 => 8,
        4 => 16,
        5 => 32,
        6 => 64,
        _ => Fact<double>.Unknown($"there is no PCI Express generation {generation}"),
    };

    // 8b/10b up to generation 2, 128b/130b up to 5, flits of 242 in 256 bytes from 6.
    private static double Coding(double gigatransfers) => gigatransfers switch { <= 5 => 0.8, <= 32 => 128.0 / 130, _ => 242.0 / 256 };
}

namespace StackBench.Worker.Cuda;

/// <summary>What a PTX text asks for.</summary>
/// <param name="Version">Of PTX, times ten: 70.</param>
/// <param name="Capability">Of the device, times ten: 80.</param>
/// <param name="IsExact">Whether later devices do not take it: <c>sm_90a</c>.</param>
internal readonly record struct PtxTarget(int Version, int Capability, bool IsExact = false)
{
    /// <summary><c>sm_90a</c>.</summary>
    public string Name => FormattableString.Invariant($"sm_{Capability}{(IsExact ? "a" : "")}");

    /// <summary>The first lines of a text.</summary>
    public string Header =>
        FormattableString.Invariant($".version {Version / 10}.{Version % 10}\n.target {Name}\n.address_size 64\n\n");

    public bool RunsOn(int capability) => IsExact ? capability == Capability : capability >= Capability;
}

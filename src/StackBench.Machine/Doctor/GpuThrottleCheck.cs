namespace StackBench.Machine.Doctor;

/// <summary>Whether a GPU's clock is held down at this moment.</summary>
internal static class GpuThrottleCheck
{
    private const string Id = "gpu.throttling";
    private const string Thermal = "thermal";

    public static Check Check { get; } =
        new(Id, "A GPU's clock is held down by heat (warning) or another limit (note) at this moment", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        var reasons = gpu.State.ThrottleReasons;
        if (!reasons.IsKnown) return new NotChecked(Id, reasons.UnknownReason, gpu.PciAddress);
        if (reasons.Value.IsEmpty) return CheckResult.Fine;
        var isHot = reasons.Value.Contains(Thermal);
        // Chips report limits at rest too, and a full load ends at the power limit by design: one reading is no proof.
        return new Finding(
            Id,
            isHot && gpu.State.BusyShare.Or(0) > 0 ? Severity.Warning : Severity.Note,
            $"the clock is held down: {string.Join(", ", reasons.Value)}",
            isHot ? "numbers measured now are those of a hot GPU" : "at full load a limit is normal; at rest the reading may mean nothing",
            isHot ? "look at fans and air flow; let the GPU cool before measuring" : "see whether it stays while nothing runs",
            gpu.PciAddress);
    });
}

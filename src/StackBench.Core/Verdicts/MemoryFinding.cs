using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Expectations;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>Main memory that gives what too few channels, or far too slow modules, would.</summary>
internal static class MemoryFinding
{
    public static SummarySentence? Of(Run run)
    {
        if (CpuMemory.Of(run.Fingerprint) is not { } memory
            || Ladder.Of(run.Results).BestOf("cpu", "memory.bandwidth") is not { Value: > 0 } best) return null;
        var share = best.Value / memory.BytesPerSecond;
        if (share >= CpuMemory.Low) return null;
        var enough = (int)Math.Ceiling(best.Value / (CpuMemory.UsualHigh * memory.BytesPerSecondOfChannel));
        return new SummarySentence("memory-channels", SentenceKind.Loss, string.Create(CultureInfo.InvariantCulture,
            $"Memory gives {best.Quantity}, {NumberText.Share(share)} of the {NumberText.Quantity(memory.BytesPerSecond, best.Unit)} "
                + $"that {memory.Channels} channels are specified for (usual 60-95 %): as much as {enough} of them can give."),
            enough < memory.Channels
                ? "Look at: one DIMM where several belong, DIMMs in the wrong slots (sudo dmidecode -t memory), memory speed in the "
                    + "firmware."
                : "Look at: memory speed in the firmware (sudo dmidecode -t memory).");
    }
}

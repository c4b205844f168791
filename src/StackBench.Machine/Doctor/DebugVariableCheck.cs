using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether variables meant for finding faults are still set.</summary>
internal static class DebugVariableCheck
{
    private const string Id = "env.debug";

    private static readonly ImmutableArray<string> Names =
    [
        "CUDA_LAUNCH_BLOCKING", "HIP_LAUNCH_BLOCKING", "AMD_SERIALIZE_KERNEL", "AMD_SERIALIZE_COPY", "AMD_LOG_LEVEL", "HSA_ENABLE_DEBUG",
        "PYTORCH_NO_CUDA_MEMORY_CACHING", "TRITON_INTERPRET",
        "ONEDNN_VERBOSE", "DNNL_VERBOSE", "MKL_VERBOSE", "ROCBLAS_LAYER", "NCCL_P2P_DISABLE", "NCCL_SHM_DISABLE", "TORCH_COMPILE_DISABLE",
    ];

    public static Check Check { get; } = new(Id, "A variable for finding faults is set: it serializes launches, prints each call or "
        + "switches a fast path off", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Variable is not { } variable) return new NotChecked(Id, EnvironmentText.NotRecorded);
        return CheckResult.Of(Names.Select(name => (Name: name, Value: variable(name)))
            .Where(entry => !string.IsNullOrEmpty(entry.Value) && entry.Value != "0").Select(entry => new Finding(
            Id,
            Severity.Warning,
            $"{entry.Name} is '{PlainText.OneLine(entry.Value!)}'",
            "it serializes launches, prints each call or switches a fast path off: software is slower than it is for its users",
            $"unset {entry.Name}")));
    }
}

using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Gemm;

/// <summary>Linear layers whose weights were quantized by the libraries people use for it, against the same layer in 16 bits.</summary>
internal static class QuantizedLinear
{
    private const string Name = "quantized-linear";
    private const string Plain = "torch";

    /// <summary>Schemes of the worker, with the type in which their products are multiplied.</summary>
    private static readonly (string Scheme, DataType Type, bool IsCompiled)[] Schemes =
    [
        (Plain, DataType.Bf16, false),
        ("torchao-int8-weight", DataType.Bf16, true),
        ("torchao-int4-weight", DataType.Bf16, false),
        ("torchao-int8", DataType.Int8, true),
        ("torchao-fp8", DataType.Fp8, true),
        ("bitsandbytes-int8", DataType.Int8, false),
        ("bitsandbytes-nf4", DataType.Bf16, false),
        ("te-fp8", DataType.Fp8, false),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Linear layers quantized by torchao, bitsandbytes and Transformer Engine against bf16",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch"],
        Needs = "a GPU",
        Workloads = target => target.IsCpu ? [] :
        [
            // PyTorch multiplies int8 of more than 16 rows only.
            .. from tokens in (long[])[2048, 32]
               from scheme in Schemes
               select Workload(tokens, target.IsLarge ? 8192 : 4096, scheme.Scheme, scheme.Type, scheme.IsCompiled, target),
        ],
    };

    private static Workload Workload(
        long tokens, long width, string scheme, DataType type, bool isCompiled, WorkloadTarget target)
    {
        var parameters = Parameters.Of(("m", tokens), ("n", width), ("k", width), ("dtype", "bf16"), ("scheme", scheme));
        return new()
        {
            Benchmark = Name,
            Name = NameOf(tokens, width, scheme),
            Op = "linear",
            Parameters = target.Complete(isCompiled ? parameters.With("compiled", true) : parameters, isFlushed: IsOfMemory(tokens)),
            Cost = new(Flop: 2.0 * tokens * width * width, Tokens: tokens),
            Metrics =
            [
                WorkloadMetric.TokenRate, WorkloadMetric.CallTime,
                .. scheme == Plain ? (WorkloadMetric[])[] : [WorkloadMetric.SpeedUp],
                WorkloadMetric.FlopRate,
            ],
            Suite = Suite.Standard,
            // Of few tokens the weight's bytes set the pace, and how many those are is the scheme's matter.
            Bounds = IsOfMemory(tokens) ? Bounds.None : target.BelowMatrix(type),
            Against = scheme == Plain ? null : NameOf(tokens, width, Plain),
        };
    }

    private static string NameOf(long tokens, long width, string scheme) =>
        FormattableString.Invariant($"{scheme} {tokens} x {width} x {width}");

    private static bool IsOfMemory(long tokens) => tokens < 256;
}

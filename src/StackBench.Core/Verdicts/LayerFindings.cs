using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>What the ladder of layers says: which lose more than such a layer usually does, and what each gives.</summary>
internal static class LayerFindings
{
    private const int MostVariables = 4;

    /// <summary>Variables that set threads or kernels of the libraries under the layers.</summary>
    private static readonly ImmutableArray<string> Variables =
    [
        "env.OMP_", "env.MKL_", "env.KMP_", "env.GOMP_", "env.OPENBLAS_", "env.BLIS_", "env.ONEDNN_", "env.DNNL_", "env.ATEN_",
        "env.CUBLAS", "env.HIPBLASLT_", "env.ROCBLAS_", "env.TORCH_BLAS_", "env.PYTORCH_TUNABLEOP_", "env.NVIDIA_TF32_OVERRIDE",
    ];

    /// <summary>A sentence for each engine and layer that loses, the greatest loss first.</summary>
    public static IEnumerable<SummarySentence> Losses(Run run, ImmutableArray<LayerStep> steps) =>
        from step in steps
        where step.IsLoss
        group step by (step.Result.Device, step.Layer.Title, step.Result.Engine) into lost
        let worstFirst = lost.OrderBy(step => step.Share).ToArray()
        orderby worstFirst[0].Share
        select Loss(run, worstFirst);

    private static SummarySentence Loss(Run run, LayerStep[] worstFirst)
    {
        var worst = worstFirst[0];
        var result = worst.Result;
        var others = string.Join(", ", worstFirst.Skip(1).Where(step => step.Type is not null)
            .Select(step => $"{step.Type} {NumberText.Share(step.Share!.Value)}"));
        var factor = result.Layer.Factor == 1 ? "" : $"{NumberText.Exact(result.Layer.Factor)} x ";
        var device = result.Device == "cpu" ? "" : $" on {result.Device}";
        return new SummarySentence("layer-loss", SentenceKind.Loss,
            $"{worst.Title} with {result.Engine}{device} gives {NumberText.Share(worst.Share!.Value)} of {factor}the "
                + $"{result.Layer.BelowTitle ?? result.Layer.Below} ({worst.Amount}){(others.Length > 0 ? $", {others}" : "")}: "
                + $"the loss sits in {worst.Layer.Place}.",
            Advice(run, worst));
    }

    private static string Advice(Run run, LayerStep step)
    {
        string[] set =
        [
            .. run.Fingerprint.Facts.Where(fact => fact.Value is { Length: > 0 }
                    && Variables.Any(name => fact.Name.StartsWith(name, StringComparison.Ordinal)))
                .Take(MostVariables).Select(fact => $"{fact.Name["env.".Length..]}={fact.Value}"),
        ];
        string?[] places =
        [
            set.Length > 0 ? $"the variables {string.Join(", ", set)}" : null,
            step.Layer.Title == LayerName.Vector ? "a CPU quota, SMT siblings taken for cores, other processes" : Threads(run, step),
            step.Layer.Title == LayerName.Vector ? null
                : $"the kernel that ran ({Kernel(step.Result)}); try another build or version of {step.Result.Engine}",
        ];
        return $"Look at: {string.Join("; ", places.OfType<string>())}.";
    }

    private static string? Threads(Run run, LayerStep step) =>
        step.Result.Launches.Select(launch => launch.Threads).FirstOrDefault(threads => threads is not null) is { } threads
            && int.TryParse(run.Fingerprint["cpu.usable-cores"], NumberStyles.None, CultureInfo.InvariantCulture, out var cores)
            && threads < cores
            ? string.Create(CultureInfo.InvariantCulture, $"threads: {threads} for {cores} cores")
            : null;

    private static string Kernel(BenchmarkResult result) => result.Launches is [var first, ..] ? first.Backend : "unknown";

    /// <summary>What each layer of a device gives, in its fastest type, with its share of the layer below.</summary>
    public static IEnumerable<SummarySentence> Ladders(ImmutableArray<LayerStep> steps, bool isFine) =>
        from step in steps
        group step by step.Result.Device into device
        // Where nothing stands on anything nothing could be found.
        let fine = isFine && device.Any(step => step.Share is not null)
        let layers = device.GroupBy(step => step.Layer.Title).Select(layer => LayerStep.Fastest([.. layer])).ToArray()
        select new SummarySentence(
            "layers", fine ? SentenceKind.Fine : SentenceKind.Note,
            $"{(fine ? $"{MachineVerdict.NoLoss} " : "")}{(device.Key == "cpu" ? "CPU" : device.Key)}: "
                + $"{string.Join("; ", layers.Select(Text))}.");

    private static string Text(LayerStep step) =>
        $"{step.Title} {NumberText.Quantity(step.Value.Value, step.Value.Unit)}"
            + (step is { Share: { } share, Under: { } under }
                ? $" ({NumberText.Share(share)} of {under})"
                : "");
}

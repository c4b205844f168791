using System.Globalization;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Operators;
using StackBench.Onnx.Precisions;
using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Holds the results of a run against those of the operators' definitions in double precision.</summary>
internal static class ModelCheck
{
    /// <summary>A wrong weight or operator is off by much more than any tolerance, as weights have no order that would hide it.</summary>
    /// <param name="sizes">Of the named dimensions.</param>
    /// <exception cref="CheckFailedException">A result is wrong.</exception>
    public static ResultCheck Of(
        OrtLibrary library, OrtSession session, OnnxGraph graph, IReadOnlyDictionary<string, long> sizes, long modelSeed,
        SeededNormals random, Precision precision)
    {
        var inputs = ModelInput.DrawAll(graph, sizes, random);
        using var run = new BoundRun(library, session, inputs);
        run.Invoke();
        var results = run.Results();
        var references = GraphWalk.Evaluate(graph, sizes, modelSeed, [.. inputs.Select(input => input.Values)]);
        ResultCheck? worst = null;
        for (var i = 0; i < references.Count; i++)
        {
            if (results[i]?.Length != references[i].Length)
                throw new CheckFailedException(FormattableString.Invariant(
                    $"output {i + 1} has {results[i]?.Length ?? 0} numbers instead of {references[i].Length}"));
            var typical = Math.Sqrt(references[i].Average(reference => reference * reference));
            var check = ResultCheck.Compare(results[i]!, references[i], typical, precision.Tolerance);
            RequireTogether(results[i]!, references[i], precision);
            if (worst is null || check.MaxError > worst.MaxError) worst = check;
        }

        worst!.Require();
        return worst;
    }

    // Where a single number may be far off, all of them together may not.
    private static void RequireTogether(double[] results, double[] references, Precision precision)
    {
        var (off, whole) = (0.0, 0.0);
        for (var i = 0; i < references.Length; i++)
        {
            off += (results[i] - references[i]) * (results[i] - references[i]);
            whole += references[i] * references[i];
        }

        var error = Math.Sqrt(off / whole);
        if (error <= precision.RmsTolerance) return;
        throw new CheckFailedException(string.Create(
            CultureInfo.InvariantCulture,
            $"the result is wrong: RMS error {error:G3}, tolerance {precision.RmsTolerance:G3}"));
    }
}

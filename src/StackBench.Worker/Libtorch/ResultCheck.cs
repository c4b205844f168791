using System.Globalization;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>Result entries held against a reference in double precision.</summary>
/// <param name="MaxError">Largest deviation, relative to the larger of the entry and a typical entry; absolute for integers.</param>
/// <param name="Tolerance">What rounding can explain.</param>
internal sealed record ResultCheck(double MaxError, double Tolerance, int Entries, string Worst)
{
    /// <param name="typical">Magnitude of a typical entry (standard deviation); entries near zero are judged by it. 1 and
    /// tolerance 0 mean exactness.</param>
    public static ResultCheck Compare(ReadOnlySpan<double> results, ReadOnlySpan<double> references, double typical, double tolerance)
    {
        if (results.Length != references.Length || results.IsEmpty)
            throw new ArgumentException("as many results as references, at least one", nameof(results));
        var maxError = -1.0;
        var worst = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var error = Math.Abs(results[i] - references[i]) / (tolerance > 0 ? Math.Max(typical, Math.Abs(references[i])) : 1);
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            if (error > maxError) (maxError, worst) = (error, i);
        }

        return new(maxError, tolerance, results.Length, string.Create(
            CultureInfo.InvariantCulture, $"{results[worst]:R} instead of {references[worst]:R}"));
    }

    /// <exception cref="CheckFailedException">The error is beyond the tolerance.</exception>
    public void Require()
    {
        if (MaxError <= Tolerance) return;
        throw new CheckFailedException(string.Create(
            CultureInfo.InvariantCulture,
            $"the result is wrong: error {MaxError:G3}, tolerance {Tolerance:G3}, in {Entries} entries compared; worst: {Worst}"));
    }
}

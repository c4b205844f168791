using System.Text.RegularExpressions;

namespace StackBench.Worker.Libtorch;

/// <summary>Kernels named in the verbose output of oneDNN and MKL.</summary>
internal static partial class KernelNames
{
    /// <summary>
    /// Distinct kernels in the order of their first call: <c>MKL SGEMM</c>, <c>oneDNN matmul brg_matmul:avx512_core_bf16</c>.
    /// </summary>
    public static IReadOnlyList<string> Read(string output) =>
        [.. output.Split('\n').Select(OfLine).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The processor MKL chose its code for, from the line it prints once a process:
    /// <c>Intel(R) Architecture processors</c> is no Intel one.
    /// </summary>
    public static string? MklProcessor(string output) =>
        MklHeader().Match(output) is { Success: true } match ? match.Groups["processor"].Value : null;

    // onednn_verbose,v1,primitive,exec,cpu,<kind>,<implementation>,... ; before version 3.5 without v1 and primitive.
    private static string? OfLine(string line)
    {
        var mkl = MklCall().Match(line);
        if (mkl.Success) return $"MKL {mkl.Groups["function"].Value}";
        if (!line.StartsWith("onednn_verbose,", StringComparison.Ordinal) && !line.StartsWith("dnnl_verbose,", StringComparison.Ordinal))
            return null;
        var fields = line.Split(',');
        var exec = Array.IndexOf(fields, "exec");
        return exec < 0 || exec + 3 >= fields.Length ? null : $"oneDNN {fields[exec + 2]} {fields[exec + 3]}".TrimEnd();
    }

    [GeneratedRegex(@"^MKL_VERBOSE (?<function>[A-Z_0-9]+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MklCall();

    [GeneratedRegex(
        @"^MKL_VERBOSE .*Intel\(R\) 64 architecture (?<processor>[^,]+),", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex MklHeader();
}

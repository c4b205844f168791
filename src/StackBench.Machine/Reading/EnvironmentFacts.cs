using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine.Files;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Reading;

/// <summary>The environment variables that change what ML libraries do, as facts of a run. Nothing that may be a secret passes.</summary>
public static class EnvironmentFacts
{
    private static readonly ImmutableArray<string> Prefixes =
    [
        "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "BLIS_", "ONEDNN_", "DNNL_", "TORCH_", "TORCHINDUCTOR_", "PYTORCH_", "ATEN_",
        "TRITON_", "VLLM_", "SGLANG_", "GGML_", "MALLOC_",
        // What chooses and settles a driver of Vulkan or OpenCL.
        "RADV_", "MESA_", "VK_", "NVK_", "ANV_", "LIBGL_", "OCL_ICD_", "POCL_", "RUSTICL_",
        .. GpuVendors.All.SelectMany(vendor => vendor.VariablePrefixes),
    ];

    private static readonly ImmutableArray<string> Names =
        ["LD_PRELOAD", "GLIBC_TUNABLES", .. GpuVendors.All.SelectMany(vendor => vendor.Variables),
            .. GpuVendors.VisibleDevices(GpuVendors.All).Select(variable => variable.Name)];

    private static readonly ImmutableArray<string> SecretWords = ["KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH", "COOKIE", "CERT"];

    /// <summary>Facts <c>env.NAME</c> of the variables that are set and matter.</summary>
    public static IEnumerable<FingerprintFact> Of(Func<string, string?> variable, IEnumerable<string> names)
    {
        foreach (var name in names.Where(Matters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            if (variable(name) is { } value)
                yield return new FingerprintFact($"env.{name}", PlainText.OneLine(WithoutUserInfo(value)), FactRole.Cause);
    }

    /// <summary>
    /// Facts <c>env.NAME</c> of variables that someone set for a measurement; of one that is a secret by its name only that it is set.
    /// </summary>
    public static IEnumerable<FingerprintFact> Given(IEnumerable<KeyValuePair<string, string>> variables) =>
        variables.OrderBy(variable => variable.Key, StringComparer.Ordinal)
        .Select(variable => new FingerprintFact(
            $"env.{variable.Key}",
            IsSecret(variable.Key) ? FingerprintFact.Undisclosed : PlainText.OneLine(WithoutUserInfo(variable.Value)),
            FactRole.Cause));

    /// <summary>Whether a variable may change a measurement and is no secret by its name.</summary>
    public static bool Matters(string name) =>
        (Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        && !IsSecret(name);

    /// <summary>Whether a variable is a secret by its name.</summary>
    public static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // An address in a value (a store, a proxy) may carry a user's password before the host.
    private static string WithoutUserInfo(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var at = scheme < 0 ? -1 : value.IndexOf('@', scheme);
        return at < 0 ? value : string.Concat(value.AsSpan(0, scheme + 3), value.AsSpan(at + 1));
    }
}

using System.Collections;
using System.Text;

namespace StackBench.Worker.Libtorch;

/// <summary>What libtorch was built with and what steers it; a fact this build does not tell is left out.</summary>
internal static unsafe class LibtorchFacts
{
    private static readonly string[] SettingPrefixes = ["ATEN_", "DNNL_", "GOMP_", "KMP_", "MKL_", "OMP_", "ONEDNN_", "THP_MEM_", "TORCH_"];

    // What these facts enter is stored and shared.
    private static readonly string[] SecretWords = ["KEY", "TOKEN", "SECRET", "PASSWORD"];

    public static Dictionary<string, string> Read(LibtorchLibrary library, int threads)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["libtorch"] = library.Version,
            ["libtorch-folder"] = library.Folder.Kind,
            ["libtorch-threads"] = threads.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        Add(facts, "libtorch-cpu-capability", Text(library, "_ZN2at18get_cpu_capabilityB5cxx11Ev"));
        Add(facts, "libtorch-mkl", Text(library, "_ZN2at15get_mkl_versionB5cxx11Ev"));
        Add(facts, "libtorch-onednn", Text(library, "_ZN2at18get_mkldnn_versionB5cxx11Ev"));
        Add(facts, "libtorch-openmp", Text(library, "_ZN2at18get_openmp_versionB5cxx11Ev"));
        if (!library.HasMkl) Add(facts, "libtorch-blas", LoadedBlas());
        foreach (var (name, value) in Settings(usesOpenBlas: !library.HasMkl)) facts[name] = value;
        return facts;
    }

    private static IEnumerable<(string Name, string Value)> Settings(bool usesOpenBlas) =>
        from DictionaryEntry entry in Environment.GetEnvironmentVariables()
        let name = (string)entry.Key
        where !SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        where SettingPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || (usesOpenBlas && name.StartsWith("OPENBLAS_", StringComparison.Ordinal))
        select (name, entry.Value as string ?? "");

    // A build without MKL takes whatever BLAS the system gives it: the files that are mapped say which.
    private static string? LoadedBlas()
    {
        const string maps = "/proc/self/maps";
        if (!File.Exists(maps)) return null;
        var names = File.ReadLines(maps)
            .Select(line => Path.GetFileName(line))
            .Where(name => name.Contains("blas", StringComparison.Ordinal) || name.Contains("blis", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    private static void Add(Dictionary<string, string> facts, string name, string? value)
    {
        if (value is not null) facts[name] = value;
    }

    // These return std::string; the tag B5cxx11 in the name vouches for libstdc++'s layout. Elsewhere the symbol is absent.
    private static string? Text(LibtorchLibrary library, string symbol)
    {
        var function = (delegate* unmanaged<StdString>)library.TryExport(symbol);
        if (function is null) return null;
        var text = function();
        return Encoding.UTF8.GetString(text.Length < StdString.InlineCapacity ? text.Inline : text.Data, checked((int)text.Length));
    }

    /// <summary>libstdc++'s std::string: short texts live inside. A long one is never freed: it is read once a process.</summary>
#pragma warning disable CS0649 // only native code assigns the fields, which the compiler cannot see
    private struct StdString
    {
        public const int InlineCapacity = 16;

        public readonly byte* Data;
        public readonly nuint Length;
        public fixed byte Inline[InlineCapacity];
    }
#pragma warning restore CS0649
}

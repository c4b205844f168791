using StackBench.Machine.Import;

namespace StackBench.Machine.Gpu;

/// <summary>The names of GPUs for machine learning that ship with the program, as distributions' databases are often years old.</summary>
internal static class OwnGpuNames
{
    private static readonly Lazy<ILookup<string, (string Revision, string Name)>> Table =
        new(() => CsvTable.Rows(DataFile.Read("gpu-names.csv"))
        .ToLookup(row => $"{row.Text("vendor").Or("")}:{row.Text("device").Or("")}",
        row => (row.Text("revision").Or(""), row.Text("name").Or("")), StringComparer.Ordinal));

    /// <summary>Names of all products that have a device id.</summary>
    public static IEnumerable<string> Names(string vendorId, string deviceId) =>
        Table.Value[$"{vendorId}:{deviceId}"].Select(entry => entry.Name);

    /// <summary>A row without revision holds for all; where products share a device id, the revision decides.</summary>
    public static Fact<string> Find(string vendorId, string deviceId, Fact<string> revision)
    {
        foreach (var (known, name) in Table.Value[$"{vendorId}:{deviceId}"])
            if (known.Length == 0 || known == revision.Or("")) return name;
        return Fact<string>.Unknown(Table.Value.Contains($"{vendorId}:{deviceId}")
            ? $"several products share device {vendorId}:{deviceId}; the revision would tell them apart"
            : $"no name database knows device {vendorId}:{deviceId}");
    }
}

using StackBench.Machine.Import;

namespace StackBench.Machine.Gpu;

/// <summary>The names of GPUs for machine learning that ship with the program, as distributions' databases are often years old.</summary>
internal static class OwnGpuNames
{
    private const int MostNamed = 4;

    private static readonly Lazy<ILookup<string, (string Revision, string Name)>> Table =
        new(() => CsvTable.Rows(DataFile.Read("gpu-names.csv"))
        .ToLookup(row => $"{row.Text("vendor").Or("")}:{row.Text("device").Or("")}",
        row => (row.Text("revision").Or(""), row.Text("name").Or("")), StringComparer.Ordinal));

    /// <summary>Vendor, device and revision of each row.</summary>
    public static IEnumerable<string> Keys =>
        Table.Value.SelectMany(device => device.Select(entry => $"{device.Key}:{entry.Revision}"));

    /// <summary>Names of all products that have a device id.</summary>
    public static IEnumerable<string> Names(string vendorId, string deviceId) =>
        Table.Value[$"{vendorId}:{deviceId}"].Select(entry => entry.Name);

    /// <summary>A row without revision holds for all; where products share a device id, the revision decides.</summary>
    public static Fact<string> Find(string vendorId, string deviceId, Fact<string> revision)
    {
        foreach (var (known, name) in Table.Value[$"{vendorId}:{deviceId}"])
            if (known.Length == 0 || known == revision.Or("")) return name;
        var candidates = Names(vendorId, deviceId).Distinct(StringComparer.Ordinal).ToArray();
        return Fact<string>.Unknown(candidates.Length > 0
            ? $"the revision tells apart what device {vendorId}:{deviceId} may be: {string.Join(", ", candidates.Take(MostNamed))}"
                + (candidates.Length > MostNamed ? " or another" : "")
            : $"no name database knows device {vendorId}:{deviceId}");
    }
}

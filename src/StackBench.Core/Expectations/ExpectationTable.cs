using System.Collections.Immutable;

namespace StackBench.Core.Expectations;

/// <summary>Published figures of many devices, and which of them concern a GPU.</summary>
public sealed class ExpectationTable
{
    private static readonly Lazy<ExpectationTable> Own = new(() =>
        new ExpectationTable([.. DataFile.Rows("expectations.csv").Select(ExpectationRow.Of)]));

    private readonly ILookup<(string Device, string Quantity), ExpectationRow> _byDevice;
    private readonly ImmutableArray<(string Device, ImmutableArray<string> PciIds, DeviceWords Words)> _devices;

    private ExpectationTable(ImmutableArray<ExpectationRow> rows)
    {
        Rows = rows;
        _byDevice = rows.ToLookup(row => (row.Device, row.Quantity));
        _devices = [.. rows.Where(row => row.Vendor != "CPU").DistinctBy(row => row.Device)
            .Select(row => (row.Device, row.PciIds, DeviceWords.Of(row.Device)))];
    }

    /// <summary>The table that ships with the program.</summary>
    public static ExpectationTable Shipped => Own.Value;

    public ImmutableArray<ExpectationRow> Rows { get; }

    /// <param name="name">What the text is called in an error.</param>
    /// <exception cref="FormatException">A line does not have the form of the table.</exception>
    public static ExpectationTable Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ExpectationTable([.. DataFile.Rows(text.Split('\n'), name).Select(ExpectationRow.Of)]);
    }

    /// <summary>What the table calls a GPU; null where it has none of that name, or several that it may be.</summary>
    public string? DeviceOf(GpuIdentity gpu)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        var words = DeviceWords.Of(gpu.Name);
        var fitting = _devices.Where(device => device.Words.FitsMemory(gpu.MemoryBytes)).ToArray();
        var named = fitting.Where(device => device.Words.IsSameAs(words)).ToArray();
        // A product of two sizes of memory has a row of each, and cards with more soldered on keep their id.
        if (gpu.MemoryBytes is not null && named.Where(device => device.Words.Gigabytes is not null).ToArray() is [var sized])
            return sized.Device;
        // The id alone is a hint: some products share one, and then the names decide.
        var byId = fitting.Where(device => gpu.PciId is not null && device.Words.IsModelOf(words)
            && device.PciIds.Contains(gpu.PciId, StringComparer.OrdinalIgnoreCase)).ToArray();
        return byId is [var only] ? only.Device : named is [var same] ? same.Device : null;
    }

    /// <summary>What is known of a quantity of a device; null where nothing is.</summary>
    public Expectation? Find(string device, string quantity) => Expectation.Of(device, [.. _byDevice[(device, quantity)]]);

    /// <summary>What is known of transfers over a link, whatever card is at its end.</summary>
    /// <param name="link"><c>PCIe 4.0 x16</c>.</param>
    public Expectation? FindLink(string link, string quantity) => Expectation.Of(link,
        [.. Rows.Where(row => row.Quantity == quantity && row.Conditions.StartsWith(link, StringComparison.Ordinal))]);
}

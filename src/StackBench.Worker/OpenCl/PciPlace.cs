using System.Globalization;

namespace StackBench.Worker.OpenCl;

/// <summary>The address of a GPU of which AMD's driver tells bus, device and function, but no domain.</summary>
internal static class PciPlace
{
    private const string Folder = "/sys/bus/pci/devices";

    /// <summary>Addresses of this machine's devices; empty where the system does not list them.</summary>
    public static string[] Listed() =>
        Directory.Exists(Folder) ? [.. Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).OfType<string>()] : [];

    /// <summary>The only listed address with these numbers; null where there is none, or one in each of several domains. Pure.</summary>
    /// <param name="listed">Addresses with their domains: <c>0001:03:00.0</c>.</param>
    public static string? Find(IReadOnlyCollection<string> listed, byte bus, byte device, byte function)
    {
        return Ending(function) switch
        {
            [var only] => only,
            // The drivers of divided GPUs give the number of the part as function.
            [] when function > 0 && Ending(0) is [var whole] => whole,
            _ => null,
        };

        string[] Ending(byte last)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $":{bus:x2}:{device:x2}.{last:x}");
            return [.. listed.Where(address => address.EndsWith(place, StringComparison.OrdinalIgnoreCase))];
        }
    }
}

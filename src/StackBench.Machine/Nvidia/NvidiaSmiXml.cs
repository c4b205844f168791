using System.Xml;
using System.Xml.Linq;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>Reads <c>nvidia-smi -q -x</c>.</summary>
internal static class NvidiaSmiXml
{
    /// <summary>The document within other text; null where there is none.</summary>
    public static string? Find(string text)
    {
        const string Close = "</nvidia_smi_log>";
        var begin = text.IndexOf("<nvidia_smi_log", StringComparison.Ordinal);
        if (begin < 0) return null;
        var end = text.IndexOf(Close, begin, StringComparison.Ordinal);
        return end < 0 ? text[begin..] : text[begin..(end + Close.Length)];
    }

    /// <exception cref="FormatException">The text is no XML.</exception>
    public static IReadOnlyList<NvidiaSmiGpu> Read(string xml)
    {
        var root = Parse(xml);
        var machine = ToolFields.Of(root.Elements().Where(element => !element.HasElements)
            .Select(element => new KeyValuePair<string, string>(element.Name.LocalName, element.Value)));
        return [.. root.Elements("gpu").Select(gpu => new NvidiaSmiGpu(
            gpu.Attribute("id")?.Value ?? "unknown", Flatten(gpu), machine,
            [.. gpu.Elements("mig_devices").Elements("mig_device").Select(Flatten)]))];
    }

    private static XElement Parse(string xml)
    {
        try
        {
            // The document names a schema that is not there; it must not be looked for.
            using var reader =
                XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException exception)
        {
            throw new FormatException($"the XML of nvidia-smi is broken: {exception.Message}", exception);
        }
    }

    private static ToolFields Flatten(XElement element) => ToolFields.Of(Leaves(element, ""));

    private static IEnumerable<KeyValuePair<string, string>> Leaves(XElement element, string prefix) =>
        element.Elements().Where(child => child.Name.LocalName is not ("mig_devices" or "processes"))
        .SelectMany(child => child.HasElements ? Leaves(child, $"{prefix}{child.Name.LocalName}/") : [new KeyValuePair<string, string>(
        prefix + child.Name.LocalName, child.Value)]);
}

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace StackBench.Exchange.Import;

/// <summary>The XML of clpeak's version 2.</summary>
internal static class ClpeakXml
{
    /// <exception cref="ImportException">It is not XML, or not clpeak's.</exception>
    public static ImportedFile Read(string format, ImportSource source)
    {
        try
        {
            // Entities of a document type are not read: a file of a few lines could name gigabytes.
            using var reader = XmlReader.Create(
                new StringReader(source.Text.TrimStart()),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            var run = new ImportedRun(format, source) { ToolVersion = root.Attribute("clpeak_version")?.Value };
            ClpeakReading[] readings =
            [
                .. from device in root.Elements("run")
                   from test in device.Descendants("test")
                   from metric in test.Elements("metric")
                   let unit = ClpeakReading.Unit(test.Attribute("unit")?.Value ?? "")
                   select new ClpeakReading(
                       new ClpeakDevice(Attribute(source, device, "backend"), Attribute(source, device, "device"), null),
                       $"{Attribute(source, test, "name")} {Attribute(source, metric, "name")}",
                       metric.Attribute("status") is null or { Value: "ok" } ? Number(source, metric) * unit.Scale : null, unit.Quantity,
                       metric.Attribute("status")?.Value, metric.Attribute("reason")?.Value)
                   {
                       Driver = device.Attribute("driver")?.Value,
                   },
            ];
            return (run with { Facts = ClpeakReading.Facts(readings) }).File(readings.Select(reading => reading.In(run)));
        }
        catch (XmlException exception)
        {
            throw new ImportException(
                source.Name, exception.LineNumber == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber}"),
                exception.Message, exception);
        }
    }

    private static string Attribute(ImportSource source, XElement element, string name) =>
        element.Attribute(name)?.Value ?? throw Wrong(source, element, $"'{name}' is missing");

    private static double Number(ImportSource source, XElement element) =>
        double.TryParse(element.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(source, element, "not a finite number");

    private static ImportException Wrong(ImportSource source, XElement element, string reason) =>
        new(source.Name, string.Create(CultureInfo.InvariantCulture, $"line {((IXmlLineInfo)element).LineNumber}"), reason);
}

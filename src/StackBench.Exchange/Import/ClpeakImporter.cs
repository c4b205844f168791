using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// clpeak's results: the JSON tree of version 3, and the flat JSON and the XML of version 2. A result per reading; what was not
/// supported is skipped with its reason.
/// </summary>
internal sealed class ClpeakImporter : IRunImporter
{
    public string Name => "clpeak";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("\"clpeak_version\"", StringComparison.Ordinal)
            || source.Text.Contains("<clpeak", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Text.AsSpan().TrimStart().StartsWith("<")) return Xml(source);
        var root = JsonField.Parse(source);
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = root.Find("clpeak_version")?.Text,
            StartedAt = ImportedRun.Date(
            root.Find("generated_at")) ?? source.Modified
        };
        return run.With((root.Find("devices") is { } devices && root.Find("entries") is null
            ? devices.Items.SelectMany(Tree)
            : root.Get("entries").Items.Select(Entry))
            .Select(reading => reading.In(run)));
    }

    private static IEnumerable<ClpeakReading> Tree(JsonField device) =>
        from test in device.Get("tests").Items
        from metric in test.Get("metrics").Items
        let scale = (metric.Find("scale") ?? test.Find("scale"))?.Number ?? 1
        select new ClpeakReading(
            Device(device.Get("backend").Text, device.Get("name").Text, device.Find("device_index")?.Text),
            $"{test.Get("id").Text}{(test.Find("variant") is { } variant ? $"@{variant.Text}" : "")} {metric.Get("id").Text}",
            metric.Find("value")?.Number * scale, (metric.Find("quantity") ?? test.Find("quantity"))?.Text ?? "unknown",
            metric.Find("status")?.Text, metric.Find("reason")?.Text);

    private static ClpeakReading Entry(JsonField entry)
    {
        var (quantity, scale) = ClpeakReading.Unit(entry.Find("unit")?.Text ?? "");
        return new ClpeakReading(
            Device(entry.Get("backend").Text, entry.Find("device")?.Text ?? "", null),
            $"{entry.Get("test").Text} {entry.Get("metric").Text}", entry.Find("value")?.Number * scale, quantity,
            entry.Find("status")?.Text, entry.Find("reason")?.Text);
    }

    private Run Xml(ImportSource source)
    {
        try
        {
            // Entities of a document type are not read: a file of a few lines could name gigabytes.
            using var reader = XmlReader.Create(
                new StringReader(source.Text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            var run = new ImportedRun(Name, source) { ToolVersion = root.Attribute("clpeak_version")?.Value };
            return run.With(
                from device in root.Elements("run")
                from test in device.Descendants("test")
                from metric in test.Elements("metric")
                let unit = ClpeakReading.Unit(test.Attribute("unit")?.Value ?? "")
                select new ClpeakReading(
                    Device(Attribute(source, device, "backend"), Attribute(source, device, "device"), null),
                    $"{Attribute(source, test, "name")} {Attribute(source, metric, "name")}",
                    metric.Attribute("status") is null or { Value: "ok" } ? Number(source, metric) * unit.Scale : null, unit.Quantity,
                    metric.Attribute("status")?.Value, metric.Attribute("reason")?.Value).In(run));
        }
        catch (XmlException exception)
        {
            throw new ImportException(
                source.Name, exception.LineNumber == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber}"),
                exception.Message, exception);
        }
    }

    private static string Device(string backend, string name, string? index) =>
        $"{name.Trim()} ({backend}{(index is null ? "" : $" {index}")})";

    private static string Attribute(ImportSource source, XElement element, string name) =>
        element.Attribute(name)?.Value ?? throw Wrong(source, element, $"'{name}' is missing");

    private static double Number(ImportSource source, XElement element) =>
        double.TryParse(element.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(source, element, "not a finite number");

    private static ImportException Wrong(ImportSource source, XElement element, string reason) =>
        new(source.Name, string.Create(CultureInfo.InvariantCulture, $"line {((IXmlLineInfo)element).LineNumber}"), reason);
}

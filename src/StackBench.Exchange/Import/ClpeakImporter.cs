namespace StackBench.Exchange.Import;

/// <summary>
/// clpeak's results: the JSON tree of version 3, the flat JSON, CSV and XML of version 2, and what every version prints. A result per
/// reading; what was not supported is skipped with its reason.
/// </summary>
internal sealed class ClpeakImporter : IRunImporter
{
    public string Name => "clpeak";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"clpeak_version\"") || source.Has("<clpeak") || ClpeakText.Recognizes(source) || ClpeakText.IsCsv(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Has("<clpeak")) return ClpeakXml.Read(Name, source);
        if (!source.Has("\"clpeak_version\""))
            return ClpeakText.IsCsv(source) ? ClpeakText.Csv(Name, source) : ClpeakText.Read(Name, source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("clpeak_version") is not null);
        var root = roots[0];
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = root.Word("clpeak_version"),
            StartedAt = ImportedRun.Date(root.Find("generated_at")) ?? source.ImportedAt,
        };
        var readings = roots.SelectMany(one => one.Find("devices") is { IsList: true } devices && one.Find("entries") is null
            ? devices.Items.SelectMany(Tree)
            : one.Get("entries").Items.Select(Entry)).ToArray();
        return (run with { Facts = ClpeakReading.Facts(readings) }).File(readings.Select(reading => reading.In(run)), left);
    }

    private static IEnumerable<ClpeakReading> Tree(JsonField device) =>
        from test in device.Get("tests").Items
        from metric in test.Get("metrics").Items
        let scale = (metric.Find("scale") ?? test.Find("scale"))?.Number ?? 1
        select new ClpeakReading(
            new ClpeakDevice(device.Get("backend").Text, device.Get("name").Text, device.Word("device_index")),
            $"{test.Get("id").Text}{(test.Find("variant") is { } variant ? $"@{variant.Text}" : "")} {metric.Get("id").Text}",
            metric.Find("value")?.Number * scale, (metric.Find("quantity") ?? test.Find("quantity"))?.Text ?? "unknown",
            metric.Word("status"), metric.Word("reason"))
        {
            Driver = device.Word("driver"),
        };

    private static ClpeakReading Entry(JsonField entry)
    {
        var (quantity, scale) = ClpeakReading.Unit(entry.Word("unit") ?? "");
        return new ClpeakReading(
            new ClpeakDevice(entry.Get("backend").Text, entry.Word("device") ?? "", null),
            $"{entry.Get("test").Text} {entry.Get("metric").Text}", entry.Find("value")?.Number * scale, quantity,
            entry.Word("status"), entry.Word("reason"))
        {
            Driver = entry.Word("driver"),
        };
    }
}

using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>The JSON of nccl-tests (<c>-J</c>), and the JSON and CSV of rccl-tests (<c>-Z</c>).</summary>
internal static class CollectivesJson
{
    public static bool Recognizes(ImportSource source) =>
        (source.Has("\"out_of_place\"") && source.Has("\"bus_bw\"")) || (source.Has("busBw") && source.Has("algBw"));

    public static ImportedFile Read(IRunImporter importer, ImportSource source)
    {
        if (!source.Has("{")) return Csv(importer, source);
        var (roots, left) = JsonDocuments.Of(source, _ => true);
        var report = roots.Where(root => root.IsObject && root.Find("results") is { IsList: true }).ToArray();
        if (report.Length > 0)
            return ImportedRun.Files([.. report.Select(root =>
            {
                var context = Context(root);
                var run = new ImportedRun(importer.Name, source)
                {
                    StartedAt = ImportedRun.Date(root.Find("start_time")) ?? source.ImportedAt,
                    Facts = [.. context.Facts()],
                };
                return (run, Nccl(run, context, root));
            })], left);
        var rccl = new ImportedRun(importer.Name, source);
        return rccl.File(
            roots.SelectMany(root => root.IsList ? root.Items : [root]).Where(row => row.IsObject && row.Find("busBw") is not null)
            .Select(row => Rccl(rccl, row.Word)), left);
    }

    private static CollectivesContext Context(JsonField root)
    {
        var config = root.Find("config") is { IsObject: true } found ? found : root;
        var command = root.Find("args") is { IsList: true } args ? args.Items.Select(item => item.Text).FirstOrDefault() ?? "" : "";
        var program = command[(command.LastIndexOf('/') + 1)..];
        JsonField[] devices = config.Find("devices") is { IsList: true } list ? [.. list.Items] : [];
        return new CollectivesContext
        {
            Collective = program.EndsWith("_perf", StringComparison.Ordinal) ? program[..^"_perf".Length] : null,
            Library = root.Word("nccl_version"),
            Devices = [.. devices.Select(device => (device.Word("device_info") ?? "").Trim())],
            Hosts = [.. devices.Select(device => device.Word("hostname") ?? "").Where(host => host.Length > 0)],
            Settings = [.. ((string, string)[])[("nThread", config.Word("nthreads") ?? ""), ("nGpus", config.Word("ngpus") ?? ""),
                ("agg iters", config.Word("aggregated_iterations") ?? "1"), ("graph", config.Word("graph") ?? "0")],],
        };
    }

    private static IEnumerable<BenchmarkResult> Nccl(ImportedRun run, CollectivesContext context, JsonField root)
    {
        foreach (var entry in root.Get("results").Items)
        {
            var row = new CollectivesRow(entry.Get("size").Text, entry.Word("type"), entry.Word("redop"), entry.Word("root")?.Trim());
            if (row.Size.Trim('0').Length == 0) continue;
            foreach (var (name, place) in ((string, string)[])[("out_of_place", "out of place"), ("in_place", "in place")])
                if (entry.Find(name) is { IsObject: true } cell)
                    yield return CollectivesImporter.Result(
                        run, context, row, place, cell.Amount("time") ?? cell.Amount("cpu_time") ?? 0, cell.Amount("alg_bw") ?? 0,
                        cell.Amount("bus_bw") ?? 0, cell.Word("nwrong"),
                        entry.Find($"{name}_per_iter") is { IsObject: true } each && each.Find("times_us") is { IsList: true } times
                            ? times.Numbers
                            : []);
        }

        if (root.Find("errors") is { IsList: true } errors)
            foreach (var error in errors.Items.Select(error => error.Text).Where(error => error.Length > 0).Take(1))
                yield return run.Result("collective", "all", "gpu", new Failed(FailureStage.Measure, error, []));
    }

    private static ImportedFile Csv(IRunImporter importer, ImportSource source)
    {
        var run = new ImportedRun(importer.Name, source);
        var (names, process) = ((string[]?)null, 0);
        var results = new List<BenchmarkResult>();
        var left = new List<LeftOut>();
        foreach (var (number, text) in source.Lines)
        {
            var cells = CsvCells.Of(text);
            if (cells.Contains("busBw")) (names, process) = (cells, process + 1);
            else if (names is not null && text.Length > 0)
            {
                if (cells.Length == names.Length)
                    results.Add(Rccl(
                        run with { Process = process }, name => Array.IndexOf(names, name) is >= 0 and var at ? cells[at] : null));
                else
                    left.Add(new LeftOut(
                        string.Create(CultureInfo.InvariantCulture, $"line {number}"), "the line is cut", IsRefused: true));
            }
        }

        return run.File(results, left);
    }

    private static BenchmarkResult Rccl(ImportedRun run, Func<string, string?> cell)
    {
        double Number(string name) =>
            double.TryParse(cell(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : 0;
        var context = new CollectivesContext
        {
            Collective = cell("name") ?? cell("collective"),
            Settings = [.. ((string[])["nodes", "ranks", "ranksPerNode", "gpusPerRank"]).Select(name => (name, cell(name) ?? ""))
                .Where(setting => setting.Item2.Length > 0)],
        };
        var place = cell("inPlace") switch { "1" or "true" => "in place", "0" or "false" => "out of place", _ => null };
        return CollectivesImporter.Result(
            run, context, new CollectivesRow(cell("size") ?? "?", cell("type"), cell("redop"), cell("root")), place, Number("time"),
            Number("algBw"), Number("busBw"), cell("wrong"));
    }
}

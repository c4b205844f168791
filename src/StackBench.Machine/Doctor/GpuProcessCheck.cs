using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether other processes hold a GPU open.</summary>
internal static class GpuProcessCheck
{
    private const string Id = "gpu.processes";
    private const int Named = 4;

    public static Check Check { get; } =
        new(Id, "Other processes compute on a GPU (warning) or hold its render device open (note)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Facts.Gpus.IsEmpty) return CheckResult.Fine;
        var tree = input.Tree;
        if (!tree.Exists("/proc") || Ids(tree, "/proc").Length == 0) return new NotChecked(Id, "/proc lists no processes");
        var ways = input.Vendors.Select(vendor => vendor.Doctoring).ToArray();
        var compute = ways.Select(way => way.ComputeProcesses).OfType<string>().SelectMany(folder => Ids(tree, folder)).ToHashSet();
        var open = Ids(tree, "/proc").Where(id => !compute.Contains(id)).Select(id => (Id: id, Use: UseOf(tree, id, ways))).ToArray();
        compute.UnionWith(open.Where(process => process.Use == Use.Compute).Select(process => process.Id));
        var render = open.Where(process => process.Use == Use.Render).Select(process => process.Id).ToArray();
        var hidden = open.Count(process => process.Use == Use.Unknown);
        var result = CheckResult.Fine;
        if (compute.Count > 0)
            result = result.And(new Finding(Id, Severity.Warning, $"other processes compute on a GPU: {Names(tree, compute)}",
                "they take compute units, bandwidth, memory and power from what is measured", "end them, or measure when they are done"));
        if (render.Length > 0)
            result = result.And(new Finding(Id, Severity.Note, $"other processes hold a GPU's render device open: {Names(tree, render)}",
                "a desktop or a video uses some of the GPU now and then", "for exact numbers measure without a desktop on this GPU"));
        if (hidden > 0)
            result = result.And(new NotChecked(Id,
                string.Create(CultureInfo.InvariantCulture,
                    $"no permission to see what {hidden} processes of other users hold open: start it with sudo")));
        return result;
    }

    private static Use UseOf(SystemTree tree, int id, GpuDoctoring[] ways)
    {
        var folder = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}/fd";
        if (!tree.CanList(folder)) return tree.Exists(folder) ? Use.Unknown : Use.None;
        var use = Use.None;
        foreach (var name in tree.Names(folder))
        {
            var target = tree.LinkTarget($"{folder}/{name}").Or("");
            if (ways.Any(way => way.ComputeDevices.Any(device => target.StartsWith(device, StringComparison.Ordinal)))) return Use.Compute;
            if (target.StartsWith("/dev/dri/renderD", StringComparison.Ordinal) || ways.Any(way => way.OtherDevices.Contains(target)))
                use = Use.Render;
        }

        return use;
    }

    private static int[] Ids(SystemTree tree, string folder) =>
        [.. tree.Names(folder).Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && (!tree.IsThisMachine || id != Environment.ProcessId))];

    private static string Names(SystemTree tree, IEnumerable<int> ids)
    {
        var all = ids.Order()
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"{tree.Line($"/proc/{id}/comm").Or("process")} ({id})")).ToArray();
        return string.Join(", ", all.Take(Named))
            + (all.Length > Named ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - Named} more") : "");
    }

    private enum Use
    {
        None,
        Render,
        Compute,
        Unknown,
    }
}

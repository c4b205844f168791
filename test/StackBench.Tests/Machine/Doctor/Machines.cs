using StackBench.Machine;
using StackBench.Machine.Doctor;
using StackBench.Machine.Files;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine.Doctor;

/// <summary>Small machines for checks.</summary>
internal static class Machines
{
    /// <param name="files"><c>path=content</c>, parted by bars; <c>\n</c> in a content ends a line.</param>
    public static TreeCopy Of(string files)
    {
        var tree = new TreeCopy();
        foreach (var file in files.Split('|', StringSplitOptions.RemoveEmptyEntries))
            tree.With(file.Split('=', 2)[0], file.Split('=', 2)[1].Replace("\\n", "\n", StringComparison.Ordinal));
        return tree;
    }

    public static CheckInput Input(string root, Func<string, string?>? variable = null) =>
        new(new SystemTree(root), MachineReader.Read(root), variable, Fact<Activity>.Unknown("recorded"));

    public static Diagnosis Examine(string root, Func<string, string?>? variable = null) => Checkup.Examine(Input(root, variable));

    /// <summary>The worst a check says: a severity, <c>not checked</c> or <c>fine</c>.</summary>
    public static string Verdict(Diagnosis diagnosis, string id) =>
        diagnosis.Findings.Where(finding => finding.Id == id).Select(finding => finding.Severity.ToString().ToLowerInvariant())
            .FirstOrDefault()
            ?? (diagnosis.NotChecked.Any(entry => entry.Id == id) ? "not checked"
            : diagnosis.Passed.Contains(id) ? "fine"
            : $"there is no check {id}");
}

using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Runs all checks over a machine.</summary>
public static class Checkup
{
    private const string ThisMachine = "/";

    /// <summary>Never throws for what a machine does not tell: the check then counts as not done, with the reason.</summary>
    /// <param name="facts">Of the machine, without its software.</param>
    /// <param name="root">Where they were read: a recorded tree, or <c>/</c>.</param>
    /// <param name="variable">Value of an environment variable; null for a recorded machine.</param>
    /// <param name="time">Measures how long other processes are watched; this machine only.</param>
    public static async Task<Diagnosis> RunAsync(
        MachineFacts facts, string root, Func<string, string?>? variable, TimeProvider time, CancellationToken cancellation)
    {
        var tree = new SystemTree(root);
        var activity = root == ThisMachine && OperatingSystem.IsLinux()
            ? await ActivityWatch.WatchAsync(tree, time, cancellation)
            : Fact<Activity>.Unknown("no time passes in a recorded machine");
        return Examine(new CheckInput(tree, facts, variable, activity));
    }

    /// <summary>What the checks of GPUs say of one of this machine's at this moment: while it works, of its link at work.</summary>
    /// <param name="facts">Read at this moment.</param>
    public static ImmutableArray<Finding> OfGpu(MachineFacts facts, string address, string root = ThisMachine)
    {
        var input = new CheckInput(new SystemTree(root), facts, null, Fact<Activity>.Unknown("not watched"));
        return [.. Checks.OfGpus.SelectMany(check => check.Examine(input).Findings).Where(finding => finding.Device == address)];
    }

    internal static Diagnosis Examine(CheckInput input)
    {
        var results = Checks.All.Select(check => (check.Id, Result: check.Examine(input))).ToArray();
        return new Diagnosis
        {
            Findings = [.. results.SelectMany(entry => entry.Result.Findings).OrderBy(finding => finding.Severity)],
            NotChecked = [.. results.SelectMany(entry => entry.Result.NotChecked)],
            Passed =
                [.. results.Where(entry => entry.Result is { Findings.IsEmpty: true, NotChecked.IsEmpty: true }).Select(entry => entry.Id)],
        };
    }
}

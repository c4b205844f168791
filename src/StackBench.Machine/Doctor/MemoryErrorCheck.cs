using System.Globalization;

namespace StackBench.Machine.Doctor;

/// <summary>Whether main memory made errors.</summary>
internal static class MemoryErrorCheck
{
    private const string Id = "memory.errors";
    private const string Folder = "/sys/devices/system/edac/mc";
    private const string Remedy = "see 'ras-mc-ctl --errors' which module it is, and replace it";

    public static Check Check { get; } =
        new(Id, "Main memory had errors that ECC corrected (warning) or could not correct (problem)", Severity.Problem, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var controllers = input.Tree.Names(Folder).Where(name => name.StartsWith("mc", StringComparison.Ordinal)).ToArray();
        if (controllers.Length == 0) return new NotChecked(Id, "the kernel shows no memory controller that counts errors");
        return CheckResult.ForEach(controllers, controller =>
            CheckResult.When(Id, input.Tree.Number($"{Folder}/{controller}/ue_count"), count =>
                count == 0 ? CheckResult.Fine : Uncorrected(controller, count))
                .And(CheckResult.When(Id, input.Tree.Number($"{Folder}/{controller}/ce_count"), count =>
                    count == 0 ? CheckResult.Fine : Corrected(controller, count))));
    }

    private static Finding Uncorrected(string controller, long count) =>
        new(Id, Severity.Problem, $"memory controller {controller} counts {Text(count)} errors that could not be corrected",
            "results may be wrong, and programs are killed", Remedy);

    private static Finding Corrected(string controller, long count) =>
        new(Id, Severity.Warning, $"memory controller {controller} counts {Text(count)} corrected errors",
            "each correction costs time, and a module that makes them often fails later", Remedy);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the processors slowed down because of heat.</summary>
internal static class CpuThrottleCheck
{
    private const string Id = "cpu.throttling";
    private const string Folder = "/sys/devices/system/cpu";

    private static readonly ImmutableArray<string> Counters = ["core_throttle_count", "package_throttle_count"];

    public static Check Check { get; } =
        new(Id, "The processors slowed down because of heat, now or since start-up", Severity.Warning, Examine);

    /// <summary>
    /// Sum of the counters of all CPUs: a core's and its package's rise once for each of its threads, so only
    /// zero and growth mean anything.
    /// </summary>
    public static Fact<long> CountEvents(SystemTree tree)
    {
        var counters = tree.Names(Folder).Where(name => name.StartsWith("cpu", StringComparison.Ordinal))
            .SelectMany(_ => Counters, (cpu, file) => tree.Number($"{Folder}/{cpu}/thermal_throttle/{file}"))
            .Where(count => count.IsKnown).Select(count => count.Value).ToArray();
        return counters.Length > 0 ? counters.Sum() : Fact<long>.Unknown("the kernel counts no thermal throttling for this processor");
    }

    private static CheckResult Examine(CheckInput input)
    {
        var now = input.Activity.Then(activity => activity.ThrottleEvents);
        if (now.Or(0) > 0)
            return Found(
                Severity.Warning, "the processors are being slowed down by heat now", "numbers measured now are those of a hot machine");
        return CheckResult.When(Id, CountEvents(input.Tree), events => events == 0
            ? CheckResult.Fine
            : Found(
            Severity.Note, $"the counters of thermal throttling stand at {events.ToString(CultureInfo.InvariantCulture)} since start-up",
            "long measurements may have met, and may meet, lower clocks"));
    }

    private static Finding Found(Severity severity, string cause, string effect) =>
        new(Id, severity, cause, effect, "look at fans, dust and air flow; let the machine cool before measuring");
}

using System.Globalization;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether other processes keep the processors busy.</summary>
internal static class BusyCpuCheck
{
    private const string Id = "cpu.busy";
    private const string LoadFile = "/proc/loadavg";
    private const string Effect = "measurements share cores, caches and memory with that work: they are slower and scatter";
    private const string Remedy = "stop that work, or measure when it is done";
    private const int Named = 3;

    /// <summary>The load average of an idle machine counts a process now and then.</summary>
    private const double LeastLoad = 0.5;

    public static Check Check { get; } = new(Id, "Other processes use the processors", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var threads = input.Facts.Cpu.Threads.Or(input.Facts.Cpu.AllowedCpus.Length);
        if (!input.Activity.IsKnown) return ByLoad(input, threads);
        var activity = input.Activity.Value;
        if (!CpuContention.Is(activity.BusyCpus / threads)) return CheckResult.Fine;
        var names = string.Join(", ", activity.Others.Take(Named).Select(process =>
            string.Create(CultureInfo.InvariantCulture,
                $"{process.Name} ({process.Id}) {NumberText.Number(process.CpuSeconds / activity.Seconds)}")));
        return new Finding(Id, Severity.Warning, $"other processes use {NumberText.Number(activity.BusyCpus)} CPUs of "
            + $"{threads.ToString(CultureInfo.InvariantCulture)}, most of it {names}", Effect, Remedy);
    }

    private static CheckResult ByLoad(CheckInput input, int threads) =>
        CheckResult.When(Id, input.Tree.Line(LoadFile).Then(FirstNumber), load =>
        load <= LeastLoad || !CpuContention.Is(load / threads)
            ? CheckResult.Fine
            : new Finding(Id, Severity.Warning, $"the load average of the last minute is {NumberText.Number(load)}", Effect, Remedy));

    private static Fact<double> FirstNumber(string line) =>
        double.TryParse(line.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var load)
            ? load
            : Fact<double>.Unknown($"{LoadFile} holds no number");
}

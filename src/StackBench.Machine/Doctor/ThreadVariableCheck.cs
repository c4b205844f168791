using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether variables narrow or overfill the threads of numeric libraries.</summary>
internal static class ThreadVariableCheck
{
    private const string Id = "env.threads";

    private static readonly ImmutableArray<string> Names =
        ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_THREAD_LIMIT", "KMP_HW_SUBSET"];

    public static Check Check { get; } =
        new(Id, "A variable gives numeric libraries another number of threads than there are usable cores", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Variable is not { } variable) return new NotChecked(Id, EnvironmentText.NotRecorded);
        return CheckResult.Of(Names.Select(name => (Name: name, Value: variable(name))).Where(entry => !string.IsNullOrEmpty(entry.Value))
            .Select(entry => Judge(entry.Name, PlainText.OneLine(entry.Value!), input.Facts.Cpu)).OfType<Finding>());
    }

    private static Finding? Judge(string name, string value, CpuFacts cpu)
    {
        if (!int.TryParse(value.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var threads))
            return Found(Severity.Note, "it chooses the threads of numeric libraries", "none if it is meant");
        if (threads == cpu.UsableCores || name == "OMP_THREAD_LIMIT" && threads > cpu.UsableCores) return null;
        var cores = cpu.UsableCores.ToString(CultureInfo.InvariantCulture);
        return threads < cpu.UsableCores
            ? Found(Severity.Warning, $"numeric libraries leave cores idle: {cores} are usable",
            "unset it, or set it to the number of usable cores")
            : Found(Severity.Warning, $"numeric libraries start more threads than the {cores} usable cores: threads wait for each other",
            "unset it, or set it to the number of usable cores");

        Finding Found(Severity severity, string effect, string remedy) => new(Id, severity, $"{name} is '{value}'", effect, remedy);
    }
}

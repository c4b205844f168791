namespace StackBench.Serving.Running;

/// <summary>What the process of the load generator used. Seconds.</summary>
/// <param name="Cpu">Of all its threads.</param>
/// <param name="Pauses">In which the garbage collector held all threads.</param>
/// <param name="Cores">Processors it may use.</param>
public sealed record ClientUsage(double Cpu, double Pauses, int Cores)
{
    internal static ClientUsage Now() =>
        new(Environment.CpuUsage.TotalTime.TotalSeconds, GC.GetTotalPauseDuration().TotalSeconds, Environment.ProcessorCount);

    internal ClientUsage Since(ClientUsage before) => new(Cpu - before.Cpu, Pauses - before.Pauses, Cores);
}

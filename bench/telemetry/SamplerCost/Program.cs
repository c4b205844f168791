using System.Globalization;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;

// SamplerCost SECONDS [DEVICE]: samples this machine and prints what the sampler's thread used, as a share of one core.
var seconds = double.Parse(args[0], CultureInfo.InvariantCulture);
using var sources = new TelemetrySources(MachineReader.Read().Gpus, TimeProvider.System);
using var sampler = sources.Open(args.Length > 1 ? args[1] : "cpu", Environment.ProcessId);
sampler.Start();
await Task.Delay(TimeSpan.FromSeconds(seconds));
var outcome = sampler.Stop();
var ticks = outcome.Series.OffsetsSeconds.Length;
var line = string.Create(CultureInfo.InvariantCulture,
    $"{ticks} ticks, {outcome.Series.Channels.Count(channel => channel.Values.Any(value => value is not null))} channels, "
        + $"{outcome.CpuShare * 100:F3} % of one core, {outcome.CpuShare * seconds / ticks * 1e6:F0} us a tick");
await Console.Out.WriteLineAsync(line);

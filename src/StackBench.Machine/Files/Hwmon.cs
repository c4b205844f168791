using System.Collections.Immutable;

namespace StackBench.Machine.Files;

/// <summary>The sensors of one device. Their folder's number changes with each boot; the driver's name finds it.</summary>
internal sealed class Hwmon(SystemTree tree, string folder)
{
    public Fact<string> Driver => tree.Line($"{folder}/name");

    /// <summary>The sensors below a device; null when it has none.</summary>
    public static Hwmon? Find(SystemTree tree, string device) => tree.Names($"{device}/hwmon")
        .Where(name => name.StartsWith("hwmon", StringComparison.Ordinal)).Select(name => new Hwmon(tree, $"{device}/hwmon/{name}"))
        .FirstOrDefault();

    public string Folder => folder;

    public bool Has(string file) => tree.Number($"{folder}/{file}").IsKnown;

    /// <summary>A sensor's number times a factor, e.g. microwatts to watts.</summary>
    public Fact<double> Read(string file, double factor) => tree.Number($"{folder}/{file}").Then<double>(number => number * factor);

    /// <summary>Files of millidegrees Celsius by label, or by the sensor's name where it has none.</summary>
    public ImmutableSortedDictionary<string, string> TemperatureFiles()
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in tree.Names(folder)
            .Where(name => name.StartsWith("temp", StringComparison.Ordinal) && name.EndsWith("_input", StringComparison.Ordinal)))
            byLabel.TryAdd(tree.Line($"{folder}/{file[..^"_input".Length]}_label").Or(file[..^"_input".Length]), $"{folder}/{file}");
        return byLabel.ToImmutable();
    }

    /// <summary>Degrees Celsius by label, or by the sensor's name (<c>temp1</c>) where it has none.</summary>
    public ImmutableSortedDictionary<string, double> Temperatures()
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var file in tree.Names(folder)
            .Where(name => name.StartsWith("temp", StringComparison.Ordinal) && name.EndsWith("_input", StringComparison.Ordinal)))
        {
            var sensor = file[..^"_input".Length];
            // Nothing that computes is at 0 °C: so reads a sensor that is absent or masked.
            if (Read(file, 1e-3) is { IsKnown: true, Value: > -100 and < 250 and not 0 } celsius)
                byLabel.TryAdd(tree.Line($"{folder}/{sensor}_label").Or(sensor), celsius.Value);
        }

        return byLabel.ToImmutable();
    }
}

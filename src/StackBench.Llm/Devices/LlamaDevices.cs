using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Text;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Devices;

/// <summary>What the programs of llama.cpp say of their GPUs: in its list, and in its log while it loads a model. Pure.</summary>
public static partial class LlamaDevices
{
    /// <summary>More than any model has: llama.cpp takes it for all of them.</summary>
    public const int AllLayers = 999;

    /// <summary>What follows a <see cref="Flaw"/>.</summary>
    public const string NothingMeasured = "nothing is measured that may have run elsewhere; a smaller --model may fit, or use --device cpu";

    /// <summary>The GPU that a host names; null for the CPU.</summary>
    /// <param name="engine">That has the GPUs.</param>
    /// <exception cref="UnsupportedException">There is none of this name.</exception>
    public static LlamaDevice? Choose(string engine, ImmutableArray<LlamaDevice> gpus, string device) =>
        device == "cpu" ? null
        : gpus.FirstOrDefault(gpu => gpu.Id == device)
        ?? throw new UnsupportedException($"{engine} has no device {device}", gpus.IsEmpty
            ? "use --device cpu, or a llama.cpp that was built for the GPU"
            : $"it has cpu, {string.Join(", ", gpus.Select(gpu => gpu.Id))}");

    /// <summary>
    /// Those of <c>--list-devices</c> that have memory of their own: others, as <c>BLAS</c>, are libraries that compute on the CPU.
    /// </summary>
    public static ImmutableArray<LlamaDevice> List(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return [.. Listed().Matches(output).Where(match => match.Groups["mebibytes"].ValueSpan.ContainsAnyExcept('0'))
            .Select(match => new LlamaDevice(
            match.Groups["name"].Value,
            SafeText.OneLine(match.Groups["description"].Value),
            long.TryParse(match.Groups["mebibytes"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes)
                && mebibytes < 1L << 40
                ? mebibytes << 20
                : null))];
    }

    /// <summary>Whether a line of the log is one that <see cref="Used"/> or <see cref="Flaw"/> reads.</summary>
    public static bool IsTelling(string line) => Using().IsMatch(line) || Offloaded().IsMatch(line);

    /// <summary>The devices a model was loaded on, with their PCI addresses.</summary>
    public static ImmutableArray<LlamaDevice> Used(IEnumerable<string> log) =>
        [.. log.Select(line => Using().Match(line)).Where(match => match.Success).Select(match => new LlamaDevice(
            match.Groups["name"].Value, SafeText.OneLine(match.Groups["description"].Value),
            Pci: Address().Match(match.Groups["id"].Value) is { Success: true } address ? address.Value : null))];

    /// <summary>In what a log does not say that all layers are on the device, and on it alone; null where it does.</summary>
    public static string? Flaw(LlamaDevice wanted, ImmutableArray<string> log)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var used = Used(log);
        if (used.IsEmpty) return $"does not say that it uses {wanted.Name}";
        if (used.FirstOrDefault(device => device.Name != wanted.Name) is { } other) return $"uses {other.Name}, not {wanted.Name} alone";
        if (wanted.Pci is { } pci && used[^1].Pci is { } address && !string.Equals(pci, address, StringComparison.OrdinalIgnoreCase))
            return $"uses the device at {address}, not at {pci}";
        if (log.Select(line => Offloaded().Match(line)).LastOrDefault(match => match.Success) is not { } layers)
            return $"does not say how many layers it put on {wanted.Name}";
        return layers.Groups["some"].Value == layers.Groups["all"].Value
            ? null
            : $"put {layers.Groups["some"].Value} of {layers.Groups["all"].Value} layers on {wanted.Name}";
    }

    // "  CUDA0: NVIDIA H200 (143771 MiB, 143235 MiB free)"
    [GeneratedRegex(@"^  (?<name>[A-Za-z]+[0-9]*): (?<description>.{1,200}?) \((?<mebibytes>[0-9]+) MiB, [0-9]+ MiB free\)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();

    // "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA H200) (0000:8d:00.0) - 143235 MiB free";
    // earlier versions tell no address.
    [GeneratedRegex(@": using device (?<name>\S{1,40}) \((?<description>.{1,200}?)\)( \((?<id>[^()]{1,60})\))? - [0-9]+ MiB free",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    // "load_tensors: offloaded 33/33 layers to GPU"
    [GeneratedRegex(@": offloaded (?<some>[0-9]{1,6})/(?<all>[0-9]{1,6}) layers to GPU", RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Offloaded();

    [GeneratedRegex(
        @"^[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-7]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}

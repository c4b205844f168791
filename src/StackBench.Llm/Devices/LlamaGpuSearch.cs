using System.Collections.Immutable;
using StackBench.Llm.Gguf;
using StackBench.Llm.Programs;

namespace StackBench.Llm.Devices;

/// <summary>
/// Finds the GPUs of a program of llama.cpp, and their PCI addresses: its list does not tell them, its log does once it loads a model.
/// </summary>
/// <param name="help">What the program says of its options.</param>
/// <param name="models">Folder of synthetic models; a tiny one is made there on demand.</param>
/// <param name="load">Loads a model on the devices of these names, and returns what the log told
/// (<see cref="LlamaDevices.IsTelling"/>).</param>
public sealed class LlamaGpuSearch(
    string program, string help, string models, Func<string, ImmutableArray<string>, CancellationToken, Task<ImmutableArray<string>>> load)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<ImmutableArray<LlamaDevice>> FindAsync(CancellationToken cancellation)
    {
        if (!help.Contains("--list-devices", StringComparison.Ordinal)) return [];
        var listed = LlamaDevices.List((await ProgramRun.RunAsync(program, ["--list-devices"], Limit, cancellation)).Output);
        if (listed.IsEmpty) return [];
        var used = await UsedAsync([.. listed.Select(device => device.Name)], cancellation);
        ImmutableArray<LlamaDevice> known =
            [.. listed.Select(device => device with { Pci = used.FirstOrDefault(one => one.Name == device.Name)?.Pci })];
        // A build with two libraries names one GPU twice; Vulkan is what is left where there is no other.
        return [.. known.Where(device => device.Kind != "vulkan" || device.Pci is null
            || known.All(other =>
                other == device || other.Kind == "vulkan" || !string.Equals(other.Pci, device.Pci, StringComparison.OrdinalIgnoreCase)))];
    }

    private async Task<ImmutableArray<LlamaDevice>> UsedAsync(ImmutableArray<string> names, CancellationToken cancellation)
    {
        var model = new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, SyntheticModel.DefaultSeed);
        try
        {
            return LlamaDevices.Used(await load(ModelFolder.Find(model, models, cancellation), names, cancellation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without addresses they can be chosen by name still, and what does not load there or finds no room on the disk says so itself.
            return [];
        }
    }
}

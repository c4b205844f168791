using System.Collections.Immutable;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Engine;

/// <summary>Finds the GPUs of a llama-server, and their PCI addresses: its list does not tell them, its log does once it loads a model.</summary>
internal sealed class LlamaGpuSearch(ServerLauncher launcher, string program, string help, string models, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<ImmutableArray<ServerDevice>> FindAsync(CancellationToken cancellation)
    {
        if (!help.Contains("--list-devices", StringComparison.Ordinal)) return [];
        var listed = LlamaDevices.List((await ProgramRun.RunAsync(program, ["--list-devices"], Limit, cancellation)).Output);
        if (listed.IsEmpty) return [];
        var used = await UsedAsync(string.Join(',', listed.Select(device => device.Name)), cancellation);
        ImmutableArray<ServerDevice> known = [.. listed.Select(device => device with { Pci = used.FirstOrDefault(one => one.Name == device.Name)?.Pci })];
        // A build with two libraries names one GPU twice; Vulkan is what is left where there is no other.
        return [.. known.Where(device => device.Kind != "vulkan" || device.Pci is null || known.All(other => other == device || other.Kind == "vulkan" || other.Pci != device.Pci))];
    }

    private async Task<ImmutableArray<ServerDevice>> UsedAsync(string names, CancellationToken cancellation)
    {
        var model = new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, SyntheticModel.DefaultSeed);
        var folder = Path.Combine(models, model.Identity);
        var path = ModelFolder.PathOf(model, folder);
        if (!File.Exists(path)) ModelFolder.Make(model, folder, cancellation: cancellation);
        try
        {
            await using var server = await ServerProcess.StartAsync(launcher, program, new ServerRequest(path, 1, 256, 1, Device: new ServerDevice(names, "")), help, Limit, time, cancellation);
            return LlamaDevices.Used(await server.RemarksAsync(remarks => LlamaDevices.Used(remarks).Length > 0, cancellation));
        }
        catch (IOException)
        {
            // Without addresses they can be chosen by name still, and a model that does not load there says so itself.
            return [];
        }
    }
}

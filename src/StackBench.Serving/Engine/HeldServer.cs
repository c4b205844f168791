using StackBench.Llm.Devices;
using StackBench.Llm.Gguf;
using StackBench.Llm.Safetensors;
using StackBench.Protocol.Engines;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Engine;

/// <summary>The one server an engine holds, as long as it is asked for the same.</summary>
internal sealed class HeldServer(ServerLauncher launcher, ServingEngineSettings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(15);

    private ServerRequest? _serves;

    /// <summary>Null while none runs.</summary>
    public ServerProcess? Server { get; private set; }

    /// <summary>Of the weights, in bytes.</summary>
    public static long Size(string path) =>
        File.Exists(path) ? GgufParts.Of(path).Sum(part => new FileInfo(part).Length)
        : Directory.Exists(path) && Directory.EnumerateFiles(path, "*.safetensors").Any() ? HuggingFaceFolder.WeightBytes(path) : 0;

    public ValueTask DisposeAsync() => StopAsync();

    /// <summary>Has a healthy server for what is asked: the one that runs, where it is asked for the same.</summary>
    /// <exception cref="IOException">It does not come up, or not where it was asked for.</exception>
    public async Task ServeAsync(ServingRequest asked, string program, string help, bool isFresh, CancellationToken cancellation)
    {
        var wanted = new ServerRequest(ModelPath(asked, cancellation), asked.Slots, asked.Context, asked.Threads, asked.Synthetic is null
            || !launcher.TakesFolder, asked.Device);
        if (!isFresh && Server is { IsAlive: true } && _serves == wanted) return;
        await StopAsync();
        Server = await ServerProcess.StartAsync(launcher, program, wanted, help, StartLimit, time, cancellation);
        _serves = wanted;
        if (wanted.Device is { } device) await VerifyAsync(device, cancellation);
    }

    /// <summary>What the server loads; a synthetic model is made where it is missing.</summary>
    public string ModelPath(ServingRequest asked, CancellationToken cancellation)
    {
        if (asked.Synthetic is not { } synthetic)
            return settings.UserModel is { } given && (File.Exists(given) || Directory.Exists(given))
                ? given
                : throw new UnsupportedException("the model was not given or is gone", "use --model FILE, or --model DIR");
        var path = ModelFolder.Find(synthetic, settings.Models, cancellation);
        if (!launcher.TakesFolder) return path;
        var folder = Path.GetDirectoryName(path)!;
        // A folder that an earlier version made has no tokenizer.
        if (ModelFolder.Files(synthetic).Any(name => !File.Exists(Path.Combine(folder, name)))) ModelFolder.Describe(synthetic, folder);
        return folder;
    }

    /// <summary>
    /// Believes only a server that says that all layers are where they were asked for: llama.cpp goes on on the CPU where they are not.
    /// </summary>
    private async Task VerifyAsync(LlamaDevice device, CancellationToken cancellation)
    {
        if (LlamaDevices.Flaw(device, await Server!.RemarksAsync(remarks => LlamaDevices.Flaw(device, remarks) is null, cancellation))
            is not { } flaw)
            return;
        await StopAsync();
        throw new IOException($"{launcher.Name} {flaw}: {LlamaDevices.NothingMeasured}");
    }

    private async ValueTask StopAsync()
    {
        if (Server is { } server) await server.DisposeAsync();
        (Server, _serves) = (null, null);
    }
}

using System.Collections.Immutable;

namespace StackBench.Running.Engines;

/// <summary>The engines that come with StackBench: one process image, one engine a process.</summary>
public static class BuiltInEngines
{
    public const string LibtorchVariable = "STACKBENCH_LIBTORCH";
    public const string OnnxruntimeVariable = "STACKBENCH_ONNXRUNTIME";

    private const string VulkanLayersVariable = "VK_LOADER_LAYERS_DISABLE";

    /// <param name="worker">Program and first arguments of the worker.</param>
    /// <param name="libtorchFolder">The user's own <c>torch/lib</c>; null for the one that comes along.</param>
    /// <param name="onnxruntimeFolder">The user's own <c>onnxruntime/capi</c>; null for the one that comes along.</param>
    public static ImmutableArray<EngineDefinition> Define(
        ImmutableArray<string> worker, string? libtorchFolder, string? onnxruntimeFolder) =>
        Define(worker, libtorchFolder, KnownEngine.All, onnxruntimeFolder);

    /// <inheritdoc cref="Define(ImmutableArray{string}, string?, string?)"/>
    internal static ImmutableArray<EngineDefinition> Define(
        ImmutableArray<string> worker, string? libtorchFolder, ImmutableArray<KnownEngine> engines, string? onnxruntimeFolder = null)
    {
        var environment = ImmutableDictionary<string, string>.Empty;
        if (libtorchFolder is not null) environment = environment.Add(LibtorchVariable, Path.GetFullPath(libtorchFolder));
        if (onnxruntimeFolder is not null)
            environment = environment.Add(OnnxruntimeVariable, Path.GetFullPath(onnxruntimeFolder));
        // Overlays and recorders hook into every program that uses Vulkan, and slow it down.
        if (Environment.GetEnvironmentVariable(VulkanLayersVariable) is null)
            environment = environment.Add(VulkanLayersVariable, "~implicit~");
        return [.. KnownEngine.NamesOf(engines, EngineKind.Worker)
            .Select(name => new EngineDefinition { Name = name, Command = worker.Add(name), Environment = environment })];
    }
}

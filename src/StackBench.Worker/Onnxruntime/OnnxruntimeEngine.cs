using System.Collections;
using System.Globalization;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Threads;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Whole models with ONNX Runtime: on the CPU, or by the provider that is asked for.</summary>
internal sealed class OnnxruntimeEngine : IEngine
{
    private const string Cpu = "cpu";
    private const string Op = "onnx";

    private static readonly string[] SettingPrefixes = ["ORT_", "OMP_", "MLAS_"];

    private readonly OrtLibrary _library = OrtLibrary.Load(OnnxruntimeFolder.Find());

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new Ready(
        ProtocolVersion.Current, "onnxruntime", _library.Version, [new(Cpu, Cpu)], [Op], Facts()));

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation)
    {
        if (request.Device != Cpu) throw new UnsupportedException($"this engine computes on '{Cpu}', not on '{request.Device}'");
        if (request.Op != Op) throw new UnsupportedException($"there is no operation '{request.Op}'");
        var model = ModelRequest.Read(request.Params, Environment.GetEnvironmentVariable(ModelRequest.FileVariable));
        var settings = SessionSettings.Read(request.Params, CpuOrder.PhysicalCores(), _library.Providers());
        return Task.FromResult<IOperation>(new OnnxPreparation(_library, model, settings, request.Seed).Prepare(request.Id));
    }

    private Dictionary<string, string> Facts()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["onnxruntime"] = _library.Version,
            ["onnxruntime-folder"] = _library.Folder.Kind,
            ["onnxruntime-providers"] = string.Join(", ", _library.Providers()),
            ["onnxruntime-threads"] = CpuOrder.PhysicalCores().ToString(CultureInfo.InvariantCulture),
        };
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            if (entry.Key is string name && SettingPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                facts[name] = entry.Value as string ?? "";
        return facts;
    }
}

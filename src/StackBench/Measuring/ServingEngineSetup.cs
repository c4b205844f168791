using System.Collections.Immutable;
using System.Globalization;
using StackBench.Llm.Engine;
using StackBench.Running.Engines;
using StackBench.Serving.Engine;
using StackBench.Serving.Requests;
using StackBench.Serving.Servers;
using StackBench.Terminal;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Serving;

namespace StackBench.Measuring;

/// <summary>
/// The serving engines are this very program, started with a hidden verb: it starts the server, or calls one
/// that runs, and puts loads on it.
/// </summary>
internal static class ServingEngineSetup
{
    /// <summary>The benchmarks with the load, and the model, the user asked for.</summary>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, MeasuringRequest request) =>
        ServingBenchmark.Put(benchmarks, request.Serving?.Options
            ?? (request.Model is { } model ? new ServingOptions { Model = model, Engines = ServingOptions.EnginesFor(model) } : null));

    /// <summary>
    /// The engines, told where the user's server and prompts are. The API key goes to them as all variables do, under its own name.
    /// </summary>
    public static ImmutableArray<EngineDefinition> Give(ImmutableArray<EngineDefinition> engines, ServingSetup? setup)
    {
        if (setup is null) return engines;
        (string Name, string? Value)[] variables =
        [
            (ServingEngineSettings.EndpointVariable, setup.Endpoint?.ToString()),
            (ServingEngineSettings.KeyNameVariable, setup.ApiKeyVariable),
            (ServingEngineSettings.PromptFileVariable, setup.PromptFile is { } file ? Path.GetFullPath(file) : null),
            (ServingEngineSettings.TraceFileVariable, setup.TraceFile is { } trace ? Path.GetFullPath(trace) : null),
            (ServingEngineSettings.RequestTimeoutVariable, setup.RequestTimeout?.ToString("c", CultureInfo.InvariantCulture)),
            (ServingEngineSettings.HeadersVariable, setup.Headers?.Json),
        ];
        var told = variables.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value!)).ToArray();
        return
        [
            .. engines.Select(engine =>
                engine.Name == ServingEngineSettings.EndpointEngine || ServerLauncher.All.Any(launcher => launcher.Name == engine.Name)
                    ? engine with { Environment = engine.Environment.SetItems(told), CalledPort = setup.CalledPort }
                    : engine),
        ];
    }

    /// <summary>What <see cref="Give"/> told the engine that this process is.</summary>
    public static ServingEngineSettings Settings(Surroundings surroundings) => new(
        surroundings.ModelFolder(),
        surroundings.Variable(LlamaEngineSettings.UserModelVariable),
        Uri.TryCreate(surroundings.Variable(ServingEngineSettings.EndpointVariable), UriKind.Absolute, out var endpoint) ? endpoint : null,
        surroundings.Variable(ServingEngineSettings.KeyNameVariable),
        surroundings.Variable(ServingEngineSettings.PromptFileVariable),
        surroundings.Variable(ServingEngineSettings.TraceFileVariable),
        TimeSpan.TryParseExact(
            surroundings.Variable(ServingEngineSettings.RequestTimeoutVariable), "c", CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null)
    {
        Headers = ExtraHeaders.FromJson(surroundings.Variable(ServingEngineSettings.HeadersVariable)),
    };
}

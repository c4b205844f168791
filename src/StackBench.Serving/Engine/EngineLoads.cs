using StackBench.Protocol.Engines;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Cells;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.Search;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Engine;

/// <summary>Puts the loads of requests on the server that an engine holds, or on the endpoint it was given.</summary>
internal sealed class EngineLoads(
    ServerLauncher? launcher, ServingEngineSettings settings, HeldServer? held, KnownCapacity capacity, TimeProvider time)
{
    private ServerProcess? Server => held?.Server;

    /// <exception cref="IOException">No request ended well, or the server did.</exception>
    public async Task WarmUpAsync(ServingRequest asked, ServingRequest.Cell load, ulong seed, CancellationToken cancellation) =>
        Endure(await LoadGenerator.RunAsync(await PlanAsync(asked, WarmUpOf(asked, load), seed, cancellation), null, time, cancellation),
            "warm-up requests", mayFail: false, cancellation);

    /// <exception cref="IOException">The server ended.</exception>
    /// <param name="mayFail">A load none of whose requests ends well is a result too: the server takes no more.</param>
    public async Task<(LoadSample Sample, LoadMetrics Metrics, ClientVerdict Client)> MeasureAsync(
        ServingRequest asked, ServingRequest.Cell load, ulong seed, bool mayFail, CancellationToken cancellation)
    {
        var plan = await PlanAsync(asked, load, seed, cancellation);
        Server?.ForgetPeak();
        var before = Server is null ? null : await Server.TotalsAsync(cancellation);
        var report = await LoadGenerator.RunAsync(plan, null, time, cancellation);
        Endure(report, "requests", mayFail, cancellation);
        var after = Server is null ? null : await Server.TotalsAsync(cancellation);
        TokenTotals? counted = after is { } end && before is { } begin ? end - begin : null;
        var metrics = LoadMetrics.Of(report);
        var able = await capacity.ForAsync(report.MostAtOnce(), cancellation);
        var client = ClientVerdict.Of(report, metrics, able);
        var sample = new LoadSample(
            report.End * 1e-9,
            CellSeries.Of(report, metrics, client, able, counted, Server?.PeakBytes()),
            CellNotes.Of(report, metrics, client, counted));
        return (sample, metrics, client);
    }

    /// <summary>Stops where the user did, or where no request ended well: there is nothing to measure.</summary>
    private void Endure(LoadReport report, string what, bool mayFail, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Server is { IsAlive: false }) throw Server.Failure("ended under load");
        if (!mayFail && report.Records.All(record => record.Status != Running.RequestStatus.Ok) && report.Records is [var first, ..])
            throw new IOException(
                FormattableString.Invariant($"none of {report.Records.Length} {what} ended well; the first: {End(first)}"));
    }

    private static string End(Running.RequestRecord record)
    {
        var status = record.HttpStatus is { } code ? FormattableString.Invariant($"{code} {record.Status}") : record.Status.ToString();
        return string.IsNullOrEmpty(record.Error) ? status : $"{status}: {record.Error}";
    }

    private async Task<LoadPlan> PlanAsync(ServingRequest asked, ServingRequest.Cell load, ulong seed, CancellationToken cancellation)
    {
        var prompts = load.Prompts
            ?? PromptFile.Read(await File.ReadAllTextAsync(
                settings.PromptFile ?? throw new UnsupportedException("no file of prompts was given", "use --dataset FILE"), cancellation));
        var model = asked.Model.Length > 0 || launcher is not null
            ? asked.Model
            : (await EndpointFacts.AskAsync(settings.Endpoint!, settings.ApiKeyVariable, cancellation)).Model ?? "";
        var plan = new LoadPlan(Server?.Endpoint ?? settings.Endpoint!, load.Api, launcher is { TakesFolder: true }
            ? held!.ModelPath(asked, cancellation)
            : model, load.Arrivals, load.Requests, prompts, load.Output, seed)
        {
            Slo = load.Slo,
            RequestTimeout = settings.RequestTimeout ?? LoadPlan.UsualRequestTimeout,
            MaxConcurrency = load.Cap,
            Duration = load.SendsFor,
            TimeLimit = load.SendsFor + TimeSpan.FromSeconds(LoadSearch.AnswerSeconds),
            ApiKeyVariable = launcher is null ? settings.ApiKeyVariable : null,
        };
        return load.Trace is { } trace ? await trace.ApplyAsync(plan, settings.TraceFile, cancellation) : plan;
    }

    private static ServingRequest.Cell WarmUpOf(ServingRequest asked, ServingRequest.Cell load) =>
        load with
        {
            Requests = load.WarmUp,
            // One at a time: no gentler load is measured, and at a low rate it takes no longer than it must.
            Arrivals = asked.Search is null && load.Trace is null ? load.Arrivals : new ArrivalPattern.Closed(1),
            Trace = null,
            // The user's prompts are sent when they are measured, so that no cache has seen them.
            Prompts = load.Prompts ?? new PromptSet.RandomWords(ServingRequest.WarmUpWords),
        };
}

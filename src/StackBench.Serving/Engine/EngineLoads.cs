using System.Net.Sockets;
using System.Security.Authentication;
using StackBench.Core.Results;
using StackBench.Protocol.Engines;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Cells;
using StackBench.Serving.Http;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;
using StackBench.Serving.Running;
using StackBench.Serving.Search;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Engine;

/// <summary>Puts the loads of requests on the server that an engine holds, or on the endpoint it was given.</summary>
internal sealed class EngineLoads(
    ServerLauncher? launcher, ServingEngineSettings settings, HeldServer? held, KnownCapacity capacity, TimeProvider time)
{
    /// <summary>The body that the endpoint takes, where it refused the usual one.</summary>
    private BodyForm? _form;
    private EndpointFacts? _facts;

    private ServerProcess? Server => held?.Server;

    /// <summary>
    /// Where a server refuses the usual body, what it names is sent otherwise or left out, each field once, and
    /// that is noted in every result.
    /// </summary>
    /// <exception cref="IOException">Most requests failed, or the server ended.</exception>
    public async Task WarmUpAsync(ServingRequest asked, ServingRequest.Cell load, ulong seed, CancellationToken cancellation)
    {
        var plan = await PlanAsync(asked, WarmUpOf(asked, load), seed, cancellation);
        var form = plan.Body;
        string? first = null;
        while (true)
        {
            plan = plan with { Body = form };
            var report = await RunAsync(plan, cancellation);
            try
            {
                Endure(report, "warm-up requests", MayFail.Half, cancellation);
                _form = form == load.Body ? null : form;
                return;
            }
            catch (IOException failure)
            {
                // What the server said of the usual body is what the user must know, if nothing else does either.
                first ??= failure.Message;
                if (report.Records is not [{ Status: Running.RequestStatus.HttpError, HttpStatus: { } status, Error: { } words }, ..]
                    || form.After(status, words) is not { } other)
                    throw new IOException(first, failure);
                form = other;
            }
        }
    }

    /// <exception cref="IOException">The server ended, or most requests failed.</exception>
    /// <param name="mayFail">Requests that fail are a result too: the server takes no more. What fails as a whole is none, unless
    /// others were before it.</param>
    public async Task<(LoadSample Sample, LoadMetrics Metrics, ClientVerdict Client)> MeasureAsync(
        ServingRequest asked, ServingRequest.Cell load, ulong seed, MayFail mayFail, CancellationToken cancellation)
    {
        var plan = await PlanAsync(asked, load, seed, cancellation);
        plan = plan with { Body = _form ?? plan.Body };
        Server?.ForgetPeak();
        var before = Server is null ? null : await Server.TotalsAsync(cancellation);
        var report = await RunAsync(plan, cancellation);
        Endure(report, "requests", mayFail, cancellation);
        var after = Server is null ? null : await Server.TotalsAsync(cancellation);
        TokenTotals? counted = after is { } end && before is { } begin ? end - begin : null;
        var metrics = LoadMetrics.Of(report);
        var able = await capacity.ForAsync(report.MostAtOnce(), cancellation);
        var client = ClientVerdict.Of(report, metrics, able);
        var notes = CellNotes.Of(report, metrics, client, counted);
        if (plan.Body.Since(load.Body) is { Length: > 0 } changes)
            notes = notes.Add(new Note("body", $"the server refused the usual request body: {changes}"));
        if (_facts is { Model: { } model, Passed.Length: > 0 })
            notes = notes.Add(new Note(
                "model", $"{model} was asked: {string.Join(", ", _facts.Passed)} before it in the server's list makes no text",
                "name another one with --model"));
        var sample = new LoadSample(
            report.End * 1e-9,
            CellSeries.Of(report, metrics, client, able, counted, Server?.PeakBytes()),
            notes);
        return (sample, metrics, client);
    }

    private async Task<LoadReport> RunAsync(LoadPlan plan, CancellationToken cancellation)
    {
        try
        {
            return await LoadGenerator.RunAsync(plan, null, time, cancellation);
        }
        catch (Exception failure) when (failure is SocketException or AuthenticationException)
        {
            throw new IOException(Trouble.Of(failure, plan.Endpoint), failure);
        }
    }

    /// <summary>Stops where the user did, or where most requests failed: what is left is no measure of the load.</summary>
    private void Endure(LoadReport report, string what, MayFail mayFail, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Server is { IsAlive: false }) throw Server.Failure("ended under load");
        if (FailedLoad.Of(report, what, mayFail, _facts?.Models ?? []) is { } words) throw new IOException(words);
    }

    private async Task<LoadPlan> PlanAsync(ServingRequest asked, ServingRequest.Cell load, ulong seed, CancellationToken cancellation)
    {
        var prompts = load.Prompts
            ?? PromptFile.Read(await File.ReadAllTextAsync(
                settings.PromptFile ?? throw new UnsupportedException("no file of prompts was given", "use --dataset FILE"), cancellation));
        if (launcher is null && asked.Model.Length == 0)
            _facts ??= await EndpointFacts.AskAsync(settings.Endpoint!, settings.ApiKeyVariable, settings.Headers, cancellation);
        var plan = new LoadPlan(Server?.Endpoint ?? settings.Endpoint!, load.Api, launcher is { TakesFolder: true }
            ? held!.ModelPath(asked, cancellation)
            : asked.Model.Length > 0 ? asked.Model : _facts?.Model ?? "", load.Arrivals, load.Requests, prompts, load.Output, seed)
        {
            Slo = load.Slo,
            RequestTimeout = settings.RequestTimeout ?? LoadPlan.UsualRequestTimeout,
            // Whoever knows how long requests of this server may take knows better.
            StallTimeout = settings.RequestTimeout is null ? LoadPlan.UsualStallTimeout : null,
            MaxConcurrency = load.Cap,
            Duration = load.SendsFor,
            TimeLimit = load.SendsFor + TimeSpan.FromSeconds(LoadSearch.AnswerSeconds),
            ApiKeyVariable = launcher is null ? settings.ApiKeyVariable : null,
            AllowsShort = load.AllowsShort,
            Body = load.Body,
            Headers = launcher is null ? settings.Headers : ExtraHeaders.None,
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

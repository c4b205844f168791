using System.Text.Json.Serialization;

namespace StackBench.Protocol;

/// <summary>What a worker tells the host.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Prepared), "prepared")]
[JsonDerivedType(typeof(Unsupported), "unsupported")]
[JsonDerivedType(typeof(Samples), "samples")]
[JsonDerivedType(typeof(WorkerError), "error")]
[JsonDerivedType(typeof(Progress), "progress")]
public abstract record WorkerMessage
{
    private protected WorkerMessage()
    {
    }
}

/// <summary>Answer to <see cref="Hello"/>.</summary>
/// <param name="Version">Of the engine, e.g. the version of libtorch.</param>
/// <param name="Devices">Devices this engine can compute on.</param>
/// <param name="Ops">Operations it knows.</param>
/// <param name="Software">Versions and settings that enter the fingerprint, by name.</param>
public sealed record Ready(
    int Protocol,
    string Engine,
    string Version,
    IReadOnlyList<WorkerDevice> Devices,
    IReadOnlyList<string> Ops,
    IReadOnlyDictionary<string, string> Software) : WorkerMessage;

/// <summary>The operation ran once and its result agrees with the reference.</summary>
/// <param name="Backend">Kernel or provider that really ran.</param>
/// <param name="Bytes">Memory held for inputs and outputs.</param>
/// <param name="FirstCallSeconds">Duration of the first call.</param>
/// <param name="Checked">Whether the result was held against a reference.</param>
/// <param name="MaxError">Largest deviation found; with <paramref name="Tolerance"/> present when checked.</param>
/// <param name="Threads">Threads it computes with.</param>
public sealed record Prepared(
    string Id,
    string Backend,
    long Bytes,
    double? FirstCallSeconds = null,
    bool Checked = false,
    double? MaxError = null,
    double? Tolerance = null,
    int? Threads = null) : WorkerMessage;

/// <summary>The engine cannot do this here; a result, not an error.</summary>
public sealed record Unsupported(string Id, string Reason, string? Remedy = null) : WorkerMessage;

/// <summary>Samples in the order they were taken.</summary>
/// <param name="Seconds">Time per call of each sample.</param>
/// <param name="Clock"><c>device</c> or <c>host</c>.</param>
/// <param name="BeginSeconds">Monotonic clock of the machine at the begin of the first sample; lets the host align telemetry.</param>
/// <param name="EndSeconds">The same at the end of the last sample.</param>
/// <param name="Extra">Further series by name, in unprefixed units.</param>
/// <param name="Notes">What a reader must know before trusting them.</param>
public sealed record Samples(
    string Id,
    IReadOnlyList<double> Seconds,
    string Clock,
    double? BeginSeconds = null,
    double? EndSeconds = null,
    IReadOnlyDictionary<string, IReadOnlyList<double>>? Extra = null,
    IReadOnlyList<SampleNote>? Notes = null) : WorkerMessage;

/// <summary>Something a reader must know about samples.</summary>
/// <param name="Code">Stable name, kebab-case.</param>
/// <param name="NoValue">Whether it is the reason why the samples hold no value of the first metric, though nothing failed.</param>
public sealed record SampleNote(
    string Code,
    string Message,
    string? Remedy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NoValue = false);

/// <summary>Something went wrong; the worker lives on if it can.</summary>
/// <param name="Id">Null when no request could be recognised.</param>
/// <param name="Stage"><c>start</c>, <c>prepare</c>, <c>check</c>, <c>measure</c> or <c>protocol</c>.</param>
/// <param name="Fatal">The worker leaves after this answer.</param>
/// <param name="Remedy">What to do about it; null where nobody knows.</param>
public sealed record WorkerError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    string Stage,
    string Message,
    string? Trace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Fatal = false,
    string? Remedy = null) : WorkerMessage;

/// <summary>Sign of life in a long phase; restarts the host's time-out.</summary>
public sealed record Progress(string Id, double Done, double Total) : WorkerMessage;

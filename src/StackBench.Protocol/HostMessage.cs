using System.Text.Json;
using System.Text.Json.Serialization;

namespace StackBench.Protocol;

/// <summary>What the host tells a worker.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Prepare), "prepare")]
[JsonDerivedType(typeof(Measure), "measure")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(Shutdown), "shutdown")]
public abstract record HostMessage
{
    private protected HostMessage()
    {
    }
}

/// <summary>First message; the worker answers <see cref="Ready"/>.</summary>
public sealed record Hello(int Protocol) : HostMessage;

/// <summary>
/// Make inputs, run the operation once and check its result; answered by <see cref="Prepared"/>,
/// <see cref="Unsupported"/> or <see cref="WorkerError"/>.
/// </summary>
/// <param name="Id">Chosen by the host; unique in the process.</param>
/// <param name="Params">Flat object of whole numbers, texts and truth values.</param>
/// <param name="Device">A device id of <see cref="Ready.Devices"/>.</param>
/// <param name="Seed">Seed of the inputs.</param>
public sealed record Prepare(string Id, string Op, JsonElement Params, string Device, long Seed) : HostMessage;

/// <summary>Take samples; answered by one <see cref="Samples"/> with exactly <paramref name="Samples"/> values.</summary>
/// <param name="Iterations">Calls per sample.</param>
public sealed record Measure(string Id, long Iterations, int Samples) : HostMessage;

/// <summary>Free what <see cref="Prepare"/> made; not answered.</summary>
public sealed record Release(string Id) : HostMessage;

/// <summary>Exit with code 0; not answered.</summary>
public sealed record Shutdown : HostMessage;

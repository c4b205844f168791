using System.Text.Json.Serialization;

namespace StackBench.Core.Workloads;

/// <summary>What one call of a workload does, by the algorithm's own count.</summary>
/// <param name="Flop">Floating-point operations (integer operations for integer types); zero when the workload computes nothing.</param>
/// <param name="Bytes">Bytes the algorithm must move (STREAM counting: explicit reads and writes only); zero when
/// that is not the point.</param>
/// <param name="Steps">Dependent steps, for latency workloads (loads of a pointer chase); zero otherwise.</param>
/// <param name="Tokens">Tokens of text a call handles, for models; zero otherwise.</param>
/// <param name="Payload">Bytes of the buffer of a collective operation, whose <paramref name="Bytes"/> are those a link must carry
/// (busbw); zero otherwise.</param>
/// <param name="Samples">Inputs of a batch that a call of a model handles: images, sequences; zero otherwise.</param>
public sealed record Cost(
    double Flop = 0,
    double Bytes = 0,
    double Steps = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double Tokens = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double Payload = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double Samples = 0);

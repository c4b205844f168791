using System.Collections.Immutable;
using System.Text;
using StackBench.Serving.Arrivals;

namespace StackBench.Workloads.Serving;

/// <summary>A recorded trace to replay: known by its content, not by where it lies.</summary>
/// <param name="Sha256">Of the file, in lower-case hexadecimal digits.</param>
/// <param name="Requests">Those that are replayed.</param>
/// <param name="Speed">Times by which it goes faster than it was recorded.</param>
public sealed record ServingTrace(string Sha256, ImmutableArray<TraceRequest> Requests, double Speed)
{
    public bool HasPrompts => Requests[0].Prompt is not null;

    /// <summary>Tokens that the longest prompt has at most, where the trace holds them: a token is a byte of UTF-8 or more.</summary>
    public int MostPromptTokens => Requests.Max(request => request.Prompt is { } prompt ? Encoding.UTF8.GetByteCount(prompt) : 0);

    public double DurationSeconds => Requests[^1].Seconds / Speed;

    /// <summary>Of a prompt, in words or tokens.</summary>
    /// <param name="usual">Where the trace does not tell.</param>
    public int LongestInput(int usual) => Requests.Max(request => request.Input ?? usual);

    /// <inheritdoc cref="LongestInput"/>
    public int LongestOutput(int usual) => Requests.Max(request => request.Output ?? usual);
}

using System.Security.Cryptography;
using System.Text;
using StackBench.Protocol.Engines;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;

namespace StackBench.Serving.Engine;

/// <summary>A recorded trace that is replayed.</summary>
/// <param name="Sha256">By which the file is known again.</param>
/// <param name="Speed">Times by which it goes faster than it was recorded.</param>
internal sealed record TraceReplay(string Sha256, double Speed)
{
    /// <summary>The plan with the times, lengths and prompts of the trace.</summary>
    /// <exception cref="UnsupportedException">The file is gone, or another one.</exception>
    public async Task<LoadPlan> ApplyAsync(LoadPlan plan, string? file, CancellationToken cancellation)
    {
        if (file is null || !File.Exists(file))
            throw new UnsupportedException("the file of the trace was not given or is gone", "use --trace FILE");
        var bytes = await File.ReadAllBytesAsync(file, cancellation);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != Sha256)
            throw new UnsupportedException("the file of the trace has changed since the run began");
        var requests = TraceFile.Read(Encoding.UTF8.GetString(bytes));
        if (requests.Length < plan.Requests)
            throw new UnsupportedException(FormattableString.Invariant($"the trace has {requests.Length} requests, not {plan.Requests}"));
        return plan with
        {
            Arrivals = new ArrivalPattern.Trace([.. requests.Select(request => request.Seconds / Speed)]),
            Lengths = [.. requests.Select(request => new RequestLengths(request.Input, request.Output))],
            PromptBlocks = [.. requests.Select(request => request.Blocks)],
            Prompts = requests[0].Prompt is null ? plan.Prompts : new PromptSet.Texts([.. requests.Select(request => request.Prompt!)]),
        };
    }
}

using System.Collections.Immutable;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>
/// One request as it went; every metric follows from it. Times are nanoseconds of the monotonic clock after the start of the run.
/// </summary>
/// <param name="Index">Of its prompt and of its place in the schedule.</param>
/// <param name="Scheduled">When it was to be sent; in a closed loop when its predecessor had ended.</param>
/// <param name="Dispatched">When the dispatcher let it go: the lag is the client's.</param>
/// <param name="Sent">When it was handed to the connection, after waiting for the cap on concurrency.</param>
/// <param name="Headers">When the headers had come; null without.</param>
/// <param name="Done">When it ended, well or not.</param>
/// <param name="Counts">What the server counted.</param>
/// <param name="Error">Untrusted text of the server or of the transport, one line, without the API key.</param>
public sealed record RequestRecord(
    int Index,
    long Scheduled,
    long Dispatched,
    long Sent,
    long? Headers,
    long Done,
    RequestStatus Status,
    ImmutableArray<StreamEvent> Events,
    TokenCounts Counts,
    int? HttpStatus = null,
    string? FinishReason = null,
    string? Error = null);

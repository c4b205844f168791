using System.Collections.Immutable;

namespace StackBench.Serving.SelfCheck;

/// <summary>What a null server really did for a request. Nanoseconds of the machine's monotonic clock.</summary>
/// <param name="Arrived">When the request was there as a whole.</param>
/// <param name="Tokens">When each token was handed to the connection.</param>
public sealed record SentStream(long Arrived, ImmutableArray<long> Tokens);

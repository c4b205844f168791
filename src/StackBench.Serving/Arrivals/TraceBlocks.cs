using System.Collections.Immutable;

namespace StackBench.Serving.Arrivals;

/// <summary>The length of a trace's blocks, which no trace tells: 512 tokens in those of Mooncake, 16 in others.</summary>
internal static class TraceBlocks
{
    // Mooncake's first, for short prompts fit several.
    private static readonly ImmutableArray<int> Lengths = [512, 1024, 256, 128, 64, 32, 16, 8];

    /// <summary>The requests with the length that agrees with the number of blocks of every prompt; the last block may be cut.</summary>
    /// <exception cref="FormatException">None does.</exception>
    public static ImmutableArray<TraceRequest> Sized(ImmutableArray<TraceRequest> requests)
    {
        if (requests.All(request => request.Blocks.Ids.IsEmpty)) return requests;
        var length = Lengths.FirstOrDefault(length => requests.All(request => Agrees(request, length)));
        if (length == 0)
            throw new FormatException($"the \"hash_ids\" of the trace are of no block length that agrees with all of its \"input_length\" "
                + $"({string.Join(", ", Lengths.Order())} tokens were tried): take them out to replay it with prompts "
                + $"that have nothing in common");
        return [.. requests.Select(request => request with { Blocks = request.Blocks with { Length = length } })];
    }

    private static bool Agrees(TraceRequest request, int length) =>
        request.Blocks.Ids.IsEmpty || request.Blocks.Ids.Length == (request.Input + length - 1) / length;
}

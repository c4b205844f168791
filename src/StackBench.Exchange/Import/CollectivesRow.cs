namespace StackBench.Exchange.Import;

/// <summary>What a line of nccl-tests measured.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Operation">Of the reduction; null where the table has none.</param>
internal sealed record CollectivesRow(string Size, string? Type, string? Operation, string? Root);

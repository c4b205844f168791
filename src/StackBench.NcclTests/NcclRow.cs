namespace StackBench.NcclTests;

/// <summary>A line of the table of nccl-tests.</summary>
/// <param name="Bytes">The larger of what a rank sends and receives.</param>
/// <param name="Type">As nccl-tests name it: <c>float</c>.</param>
internal sealed record NcclRow(long Bytes, string Type, NcclCell OutOfPlace, NcclCell InPlace);

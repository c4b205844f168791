namespace StackBench.NcclTests;

/// <summary>What a line of nccl-tests says of one place.</summary>
/// <param name="Microseconds">Time of one iteration.</param>
/// <param name="Gigabytes">Its algbw: 10^9 bytes a second.</param>
/// <param name="Wrong">Elements that are not what was expected; null where it was not checked.</param>
internal sealed record NcclCell(double Microseconds, double Gigabytes, long? Wrong);

namespace StackBench.Worker.Vulkan;

/// <summary>Which queues of a device compute and copy. Pure.</summary>
/// <param name="Family">Of the queue that computes: one without graphics where there is, and with a clock.</param>
/// <param name="TimestampBits">Of its clock; 0 for none.</param>
/// <param name="Copying">Another queue, for copies the other way: one for transfers alone where there is; null where there is no other.
/// </param>
internal sealed record QueueChoice(uint Family, uint TimestampBits, (uint Family, uint Index)? Copying)
{
    private const uint Graphics = 1, Compute = 2, Transfer = 4, Video = 0x20 | 0x40;

    /// <param name="families">Flags, number of queues and bits of a timestamp.</param>
    /// <returns>Null where none computes.</returns>
    public static QueueChoice? Of(IReadOnlyList<(uint Flags, uint Queues, uint TimestampBits)> families)
    {
        var computing = Enumerable.Range(0, families.Count)
            .Where(family => (families[family].Flags & Compute) != 0 && families[family].Queues > 0)
            .OrderByDescending(family => families[family].TimestampBits > 0).ThenBy(family => families[family].Flags & Graphics).ToArray();
        if (computing is not [var chosen, ..]) return null;
        var transferring = Enumerable.Range(0, families.Count)
            .Where(family => (families[family].Flags & (Transfer | Compute | Graphics | Video)) == Transfer && families[family].Queues > 0)
            .ToArray();
        (uint, uint)? copying = transferring is [var other, ..] ? ((uint)other, 0u)
            : families[chosen].Queues > 1 ? ((uint)chosen, 1u)
            : null;
        return new QueueChoice((uint)chosen, families[chosen].TimestampBits, copying);
    }
}

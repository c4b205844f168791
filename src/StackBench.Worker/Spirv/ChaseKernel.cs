namespace StackBench.Worker.Spirv;

/// <summary>
/// One invocation follows a cycle of indices: each load needs the one before it. It goes on where the last call ended, else a few lines of
/// a large array would be visited again and again, and found in a cache.
/// </summary>
internal static class ChaseKernel
{
    /// <summary>Loads of a round of the loop; old drivers stop loops after 65,535 rounds.</summary>
    public const int HopsPerRound = 8;

    /// <summary>Arguments: a, c, rounds. c[0] is where it starts and then where it ended, c[1] only the latter.</summary>
    public static Kernel Emit() => new("chase", 1, Addresses: 2, Numbers: 1, Words);

    private static uint[] Words()
    {
        var module = new SpirvModule();
        var type = module.UInt32;
        var array = KernelWriter.ArrayOf(module, type, 4);
        var writer = new KernelWriter(module, 1, array, array, type);
        var start = writer.Load(writer.Argument(1), type, 4, writer.Constant(0));
        var end = writer.Loop(writer.Argument(2), [(type, start)], carried =>
        {
            var place = carried[0];
            for (var hop = 0; hop < HopsPerRound; hop++) place = writer.Load(writer.Argument(0), type, 4, place);
            return [place];
        });
        foreach (var place in (uint[])[0, 1]) writer.Store(writer.Argument(1), type, 4, writer.Constant(place), end[0]);
        return writer.Finish();
    }
}

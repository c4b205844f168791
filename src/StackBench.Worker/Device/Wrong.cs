using StackBench.Protocol.Engines;

namespace StackBench.Worker.Device;

/// <summary>Words for results that are not what they must be.</summary>
internal static class Wrong
{
    public static CheckFailedException Result(string what, double error, double tolerance) => new(double.IsFinite(error)
        ? FormattableString.Invariant($"{what}: the result deviates by {error:g3}, above the tolerance of {tolerance:g3}")
        : $"{what}: parts of the output were never written or are no numbers");

    /// <exception cref="CheckFailedException">Bytes are wrong.</exception>
    public static void Require(long wrongBytes, long bytes, string what)
    {
        if (wrongBytes > 0)
            throw new CheckFailedException(
                FormattableString.Invariant($"{what}: {wrongBytes} of {bytes} bytes are wrong or never written"));
    }
}

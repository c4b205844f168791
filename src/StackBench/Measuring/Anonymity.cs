using StackBench.Core.Results;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>What is private on this machine.</summary>
internal static class Anonymity
{
    public static Anonymizer Of(Surroundings surroundings) => new(
        [Environment.MachineName],
        // "root" is a word of its own, and nobody's name.
        ((string?[])[Environment.UserName, surroundings.Variable("USER"), surroundings.Variable("SUDO_USER")]).OfType<string>()
            .Where(name => name != "root"));
}

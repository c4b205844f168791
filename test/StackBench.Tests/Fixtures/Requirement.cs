using System.Diagnostics.CodeAnalysis;

namespace StackBench.Tests.Fixtures;

/// <summary>A real part a test needs and this machine may lack.</summary>
internal static class Requirement
{
    /// <summary>Skips with the reason, or fails under STACKBENCH_REQUIRE_ALL=1, where nothing may be missing.</summary>
    [DoesNotReturn]
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") == "1") Assert.Fail("required here: " + reason);
        Assert.Skip(reason);
    }
}

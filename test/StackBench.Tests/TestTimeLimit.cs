using System.Collections.Concurrent;
using System.Reflection;
using StackBench.Tests;
using Xunit.v3;

[assembly: TestTimeLimit(300)]

namespace StackBench.Tests;

/// <summary>
/// Ends the process when a test runs longer, and names the test: a thread that hangs cannot be stopped, and would hang the run with it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TestTimeLimitAttribute(int seconds) : BeforeAfterTestAttribute
{
    private readonly ConcurrentDictionary<string, Timer> _running = new(StringComparer.Ordinal);

    public int Seconds => seconds;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        _running[test.UniqueID] = new Timer(_ => Environment.FailFast($"{test.TestDisplayName} ran for more than {seconds} s"), null,
            TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out var timer)) timer.Dispose();
    }
}

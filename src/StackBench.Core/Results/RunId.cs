using System.Globalization;

namespace StackBench.Core.Results;

/// <summary>Makes run ids: start time in UTC and four hexadecimal digits against collisions.</summary>
public static class RunId
{
    public static string Create(DateTimeOffset startedAt, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{random.Next(0x10000):x4}");
    }
}

using System.Globalization;

namespace StackBench.Worker.Native.Threads;

/// <summary>CPU numbers as the kernel writes them: <c>0-3,8</c>.</summary>
internal static class CpuList
{
    public static string Format(IEnumerable<int> cpus)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var cpu in cpus.Order())
        {
            if (ranges is [.., var last] && last.Last + 1 == cpu) ranges[^1] = (last.First, cpu);
            else ranges.Add((cpu, cpu));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
    }
}

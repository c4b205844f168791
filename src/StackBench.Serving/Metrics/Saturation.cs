using StackBench.Serving.Arrivals;
using StackBench.Serving.Running;

namespace StackBench.Serving.Metrics;

/// <summary>Whether an open loop sends more than its server can answer. Pure.</summary>
public static class Saturation
{
    /// <summary>Fewer arrivals say nothing about a trend.</summary>
    public const int LeastArrivals = 30;

    /// <summary>Growth of the requests under way from the second to the last third of the window that is taken for a trend.</summary>
    public const double Growth = 1.3;

    /// <summary>
    /// Requests under way at each arrival, averaged over the second and the last third of the arrivals: a server that keeps up holds their
    /// number, one that does not lets it grow to the end. A growth of less than two requests is none.
    /// </summary>
    public static bool IsGrowing(LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Plan.Arrivals is ArrivalPattern.Closed or ArrivalPattern.Burst || report.IsCancelled
            || report.Records.Length < LeastArrivals)
            return false;
        long[] arrivals = [.. report.Records.Select(record => record.Scheduled).Order()];
        long[] ends = [.. report.Records.Select(record => record.Done).Order()];
        var (middle, last) = (UnderWay(arrivals.Length / 3, arrivals.Length * 2 / 3), UnderWay(arrivals.Length * 2 / 3, arrivals.Length));
        return last > Growth * middle && last - middle >= 2;

        double UnderWay(int from, int to) => Enumerable.Range(from, to - from).Average(i => i + 1.0 - Ended(arrivals[i]));

        int Ended(long time)
        {
            var found = Array.BinarySearch(ends, time);
            return found < 0 ? ~found : found;
        }
    }
}

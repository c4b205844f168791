using System.Collections.Immutable;
using System.Net.Sockets;
using System.Security.Authentication;
using StackBench.Core.Statistics;
using StackBench.Core.Text;
using StackBench.Serving.Search;

namespace StackBench.Serving.Engine;

/// <summary>
/// One search: load after load, to the end or as long as it may take. The values are those of the highest load that keeps the limits.
/// </summary>
/// <param name="measure">Measures a load; the flag tells that a load none of whose requests ends well is a result too.</param>
internal sealed class SearchRun(
    LoadSearch search, Func<double, bool, CancellationToken, Task<(LoadSample Sample, SearchCell Cell)>> measure, TimeProvider time)
{
    /// <summary>
    /// After which no further load is begun: the host waits half an hour for an answer, and a load takes at most
    /// <see cref="LoadSearch.LongestSeconds"/>
    /// and <see cref="LoadSearch.AnswerSeconds"/>.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(18);

    private const string PeakMemory = "peak-memory";

    /// <exception cref="IOException">A load could not be measured, and none before it kept the limits.</exception>
    public async Task<LoadSample> RunAsync(CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        var cells = ImmutableArray<SearchCell>.Empty;
        var samples = ImmutableArray<LoadSample>.Empty;
        string? ended = null;
        while (search.Next(cells) is { } load && time.GetElapsedTime(begin) < Limit)
        {
            try
            {
                var (sample, cell) = await measure(load, !cells.IsEmpty, cancellation);
                (cells, samples) = (cells.Add(cell), samples.Add(sample));
            }
            catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException
                or InvalidOperationException
                && !cancellation.IsCancellationRequested && search.Outcome(cells).Highest is not null)
            {
                // A server that dies has not unproved what it did before.
                ended = SafeText.OneLine(exception.Message);
                break;
            }
        }

        var notes = SearchNotes.Of(search, cells, ended);
        var values = ImmutableSortedDictionary<string, double>.Empty.WithComparers(StringComparer.Ordinal);
        if (search.Outcome(cells).Highest is { } highest)
        {
            LoadSample[] own = [.. samples.Where((_, index) => cells[index].Load == highest)];
            values = values.AddRange(Middle(own)).SetItems(SearchSeries.AttainmentAt(highest, cells))
                .Add(search.IsWhole ? "max-concurrency" : "max-rate", highest);
            notes = notes.AddRange(SearchNotes.OfLoad([.. own.Select(sample => sample.Notes)]));
        }

        return new LoadSample(time.GetElapsedTime(begin).TotalSeconds, values, notes)
        {
            Series = SearchSeries.Of(cells),
            IsWithoutValue = search.Outcome(cells).Highest is null,
        };
    }

    // Of all cells of the load, as its attainment is: the last alone would be the one that decided.
    private static IEnumerable<KeyValuePair<string, double>> Middle(IReadOnlyCollection<LoadSample> cells) =>
        cells.SelectMany(cell => cell.Values).GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(group.Key, group.Key == PeakMemory ? group.Max() : Quantile.Median([.. group])));
}

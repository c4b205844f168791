using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Serving.Engine;

/// <summary>A load, a search or the start of a server; a sample is one of them.</summary>
internal sealed class ServingOperation(Prepared description, Func<CancellationToken, Task<LoadSample>> take) : IOperation
{
    public Prepared Description => description;

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation) => iterations == 1
        ? Task.Run(() => TakeAsync(samples, cancellation), cancellation)
        : throw new InvalidOperationException("a load is measured one by one: iterations must be 1");

    private async Task<Samples> TakeAsync(int count, CancellationToken cancellation)
    {
        var taken = new List<LoadSample>();
        for (var i = 0; i < count; i++) taken.Add(await take(cancellation));
        var series = taken.SelectMany(SeriesOf).GroupBy(pair => pair.Name, StringComparer.Ordinal).ToImmutableDictionary(
            group => group.Key, group => (IReadOnlyList<double>)[.. group.SelectMany(pair => pair.Values)], StringComparer.Ordinal);
        SampleNote[] notes =
        [
            .. taken.SelectMany(
                cell => cell.Notes.Select(note => new SampleNote(note.Code, note.Message, note.Remedy, cell.IsWithoutValue)))
                .DistinctBy(note => note.Code),
        ];
        double[] seconds = [.. taken.Select(cell => cell.Seconds)];
        return new Samples(description.Id, seconds, "host", Extra: series, Notes: notes.Length == 0 ? null : notes);
    }

    private static IEnumerable<(string Name, IReadOnlyList<double> Values)> SeriesOf(LoadSample cell) =>
    [
        .. cell.Values.Select(pair => (pair.Key, (IReadOnlyList<double>)[pair.Value])),
        .. cell.Series.Select(pair => (pair.Key, pair.Value)),
    ];

    public void Dispose()
    {
        // The engine holds the server, as the next load may ask for the same.
    }
}

using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Protocol;
using Sample = StackBench.Core.Results.Sample;

namespace StackBench.Running;

/// <summary>What the engine's answers of one launch add up to.</summary>
internal sealed class SampleLog
{
    private readonly List<Sample> _samples = [];
    private readonly List<Note> _notes = [];
    private readonly SortedDictionary<string, List<double>> _series = new(StringComparer.Ordinal);
    private double _offsetSeconds;
    private double? _beginSeconds;

    public int Count => _samples.Count;

    public ImmutableArray<Sample> Samples => [.. _samples];

    public SampleClock Clock { get; private set; }

    public ImmutableArray<Note>? Notes => _notes.Count == 0 ? null : [.. _notes.DistinctBy(note => note.Code)];

    /// <summary>Why what was measured is no value; null where it is one.</summary>
    public Note? NoValue { get; private set; }

    public ImmutableSortedDictionary<string, ImmutableArray<double>> Series =>
        _series.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal);

    /// <param name="calls">Calls of each sample.</param>
    public void Add(Samples answer, long calls)
    {
        Clock = answer.Clock == "device" ? SampleClock.Device : SampleClock.Host;
        _beginSeconds ??= answer.BeginSeconds;
        if (answer.BeginSeconds is { } begin && _beginSeconds is { } first) _offsetSeconds = Math.Max(begin - first, _offsetSeconds);
        foreach (var seconds in answer.Seconds)
        {
            _samples.Add(new Sample(seconds, _offsetSeconds));
            _offsetSeconds += seconds * calls;
        }

        foreach (var said in answer.Notes ?? [])
        {
            var note = new Note(
                SafeText.OneLine(said.Code), SafeText.OneLine(said.Message), said.Remedy is null ? null : SafeText.OneLine(said.Remedy));
            _notes.Add(note);
            if (said.NoValue) NoValue ??= note;
        }

        foreach (var (name, values) in answer.Extra ?? ImmutableDictionary<string, IReadOnlyList<double>>.Empty)
        {
            if (!_series.TryGetValue(name, out var series)) _series.Add(name, series = []);
            series.AddRange(values);
        }
    }

    /// <summary>What was seen of the device beside the samples.</summary>
    public void Add((ImmutableSortedDictionary<string, ImmutableArray<double>> Series, ImmutableArray<Note> Notes) seen)
    {
        foreach (var (name, values) in seen.Series) _series[name] = [.. values];
        _notes.AddRange(seen.Notes);
    }
}

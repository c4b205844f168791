using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// CPU time of this process and of an engine's process group. Going through all processes is costly, so it is done at a pace.
/// </summary>
internal sealed class OwnProcesses : IDisposable
{
    // An engine starts its helpers before it is measured: later ones are rare.
    private const double SearchShare = 0.0005;

    private readonly SystemTree _tree;
    private readonly int _engineGroup;
    private readonly int _ownId;
    private readonly IReadOnlySet<int>? _called;
    private readonly Dictionary<int, TelemetryFile> _files = [];
    private readonly Dictionary<int, double> _last = [];

    // Looked at once: a number is not given to another process soon enough to matter.
    private readonly HashSet<int> _foreign = [];
    private double _ended;
    private bool _isFirst = true;
    private readonly ReadingPace _pace;

    /// <param name="ownId">This process.</param>
    /// <param name="called">Processes that work for the engine outside its group.</param>
    public OwnProcesses(SystemTree tree, int engineGroup, int ownId, TimeProvider time, IReadOnlySet<int>? called = null)
    {
        (_tree, _engineGroup, _ownId, _called, _pace) = (tree, engineGroup, ownId, called, new ReadingPace(time, SearchShare));
        Search();
    }

    /// <summary>User and system time in clock ticks, what ended processes used included; unknown when none of them can be read.</summary>
    public Fact<double> Ticks(double seconds)
    {
        // The first search is young when the first tick comes.
        if (_isFirst) _pace.Delay(seconds);
        else if (_pace.Begin(seconds))
        {
            Search();
            _pace.End(seconds);
        }

        _isFirst = false;

        var sum = 0.0;
        foreach (var (id, file) in _files.ToArray())
        {
            if (file.Read().IsKnown && ProcessTicks.Parse(file.Content) is { } ticks)
            {
                sum += _last[id] = ticks.Own;
                continue;
            }

            // It ended: what it used was used all the same.
            _ended += _last.GetValueOrDefault(id);
            file.Dispose();
            _files.Remove(id);
            _last.Remove(id);
        }

        return _files.Count > 0 ? sum + _ended : Fact<double>.Unknown("the engine's processes cannot be read from /proc");
    }

    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
    }

    private void Search()
    {
        foreach (var id in ProcessTicks.Ids(_tree))
        {
            if (_files.ContainsKey(id) || _foreign.Contains(id)) continue;
            var file = new TelemetryFile(_tree, ProcessTicks.Path(id), ProcessTicks.LongestText);
            var isOwn = file.IsReadable && ProcessTicks.Parse(file.Content) is { } ticks
                && (id == _ownId || ticks.Group == _engineGroup || _called?.Contains(id) == true);
            if (isOwn)
            {
                _files.Add(id, file);
                continue;
            }

            file.Dispose();
            _foreign.Add(id);
        }
    }
}

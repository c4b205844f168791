using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Fleet.Campaigns;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Collects into the store of this machine.</summary>
internal sealed class StoreCollection : IFleetCollection
{
    private readonly RunStore _store;
    private readonly ImportEntry _entry;

    public StoreCollection(Surroundings surroundings)
    {
        _store = surroundings.OpenStore();
        _entry = new ImportEntry(_store, surroundings, keepsGoing: true);
    }

    public bool HasLeft => _entry.HasLeft;

    public void Enter(IReadOnlyCollection<(Run Run, SpoolFolder.Entry Entry)> batch) =>
        _entry.Enter([.. batch.Select(one => (one.Entry.File, new ImportedFile(Importers.OwnFormat, [one.Run], [])))]);

    public void Sum() => _entry.Sum();

    public void Dispose() => _store.Dispose();
}

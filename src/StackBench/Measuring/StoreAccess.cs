using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The store of the surroundings, and what lies beside it.</summary>
internal static class StoreAccess
{
    /// <param name="note">Takes what is said of the store; null for stderr.</param>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static RunStore OpenStore(this Surroundings surroundings, Action<string>? note = null) =>
        RunStore.Open(StoreLocation.Of(surroundings.Variable), note ?? surroundings.Note);

    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    public static Run Load(this Surroundings surroundings, string name)
    {
        using var store = surroundings.OpenStore();
        return store.Load(store.Find(name).Id);
    }

    /// <summary>Where models are made on demand, each in a folder of its own.</summary>
    public static string ModelFolder(this Surroundings surroundings) =>
        Path.Combine(StoreLocation.Of(surroundings.Variable).Folder, "models");
}

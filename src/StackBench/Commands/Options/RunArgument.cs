using System.CommandLine;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands.Options;

/// <summary>The argument that names a stored run.</summary>
internal static class RunArgument
{
    public static Argument<string> Create() => new("run")
    {
        Description = "The id of a run, the beginning of one, a label (its newest run), or 'latest'.",
        HelpName = "ID|latest",
    };

    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    public static Run Load(this Surroundings surroundings, string name)
    {
        using var store = surroundings.OpenStore();
        return store.Load(store.Find(name).Id);
    }

    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static RunStore OpenStore(this Surroundings surroundings) => RunStore.Open(StoreLocation.Of(surroundings.Variable));
}

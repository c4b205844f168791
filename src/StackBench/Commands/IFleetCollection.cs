using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;

namespace StackBench.Commands;

/// <summary>What <c>fleet collect</c> enters documents into.</summary>
internal interface IFleetCollection : IDisposable
{
    /// <summary>Whether anything was left out that should have been entered.</summary>
    bool HasLeft { get; }

    /// <summary>Enters a batch, whole or not at all.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    void Enter(IReadOnlyCollection<(Run Run, SpoolFolder.Entry Entry)> batch);

    /// <summary>Tells how many are new.</summary>
    void Sum();
}

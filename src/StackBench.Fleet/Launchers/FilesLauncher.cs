using System.Collections.Immutable;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Launchers;

/// <summary>
/// Anything that can start a program on each node (MPI, flux, Kubernetes Indexed Jobs): it runs <c>stackbench fleet node</c>, and the files
/// say the rest.
/// </summary>
public sealed class FilesLauncher : ILauncher
{
    public Evidence Ask(Evidence files) => files;

    public IEnumerable<Submission> Submit(ImmutableArray<AttemptName> attempts) => [];

    // What started the jobs ends them.
    public Cancellation Cancel(Evidence evidence) => Cancellation.Complete;
}

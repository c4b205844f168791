using System.Collections.Immutable;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Launchers;

/// <summary>What starts a campaign's jobs. Thin: <see cref="CampaignStates"/> and <see cref="NextSteps"/> decide.</summary>
public interface ILauncher
{
    /// <summary>The evidence of the files with what the scheduler says now.</summary>
    /// <exception cref="LauncherException">The scheduler does not answer.</exception>
    Evidence Ask(Evidence files);

    /// <summary>Gives each attempt a job; what became of each follows as it is known.</summary>
    IEnumerable<Submission> Submit(ImmutableArray<AttemptName> attempts);

    /// <summary>Ends the jobs that the campaign still has.</summary>
    /// <exception cref="LauncherException">The scheduler does not answer.</exception>
    Cancellation Cancel(Evidence evidence);
}

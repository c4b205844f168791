namespace StackBench.Fleet.Campaigns;

/// <summary>What became of a node of the plan. A node that says nothing is never a healthy one.</summary>
public enum NodeState
{
    /// <summary>It gets a job when there is room.</summary>
    Planned,

    Queued,

    Running,

    /// <summary>It ended with 0 and left a document; what is in it, collecting says.</summary>
    Complete,

    /// <summary>It has a document, and something is missing in it.</summary>
    Partial,

    /// <summary>The program ended without a value.</summary>
    Failed,

    /// <summary>Its job is gone and left no document.</summary>
    Lost,

    /// <summary>The scheduler starts no job there.</summary>
    Unreachable,

    /// <summary>The deadline passed before it answered.</summary>
    Late,

    /// <summary>The scheduler did not take the job.</summary>
    Refused,
}

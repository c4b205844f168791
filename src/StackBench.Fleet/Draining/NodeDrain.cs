namespace StackBench.Fleet.Draining;

/// <summary>A node that is to get no more jobs.</summary>
/// <param name="Reason">The evidence in one line, as the scheduler keeps it.</param>
public sealed record NodeDrain(string Node, string Reason)
{
    /// <summary>Words of the command that drains it in Slurm. Nothing here ever resumes a node.</summary>
    public IReadOnlyList<string> Command => ["scontrol", "update", $"nodename={Node}", "state=drain", $"reason={Reason}"];
}

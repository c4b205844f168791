namespace StackBench.Fleet.History;

/// <summary>Whose history is asked for. Closed: a node, or a card wherever it was.</summary>
/// <param name="Name">The node's name, or the card's UUID or serial number.</param>
public abstract record FleetSubject(string Name);

/// <summary>A node, whatever cards it had.</summary>
public sealed record NodeSubject(string Name) : FleetSubject(Name);

/// <summary>A GPU, in whatever node it was.</summary>
public sealed record CardSubject(string Name) : FleetSubject(Name);

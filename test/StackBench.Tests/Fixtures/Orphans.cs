namespace StackBench.Tests.Fixtures;

/// <summary>
/// Tests that leave processes to run on. None runs beside others: while engines run, this process takes in what loses its parent, and kills
/// it with the engine that it takes it to belong to.
/// </summary>
[CollectionDefinition(nameof(Orphans), DisableParallelization = true)]
public sealed class Orphans;

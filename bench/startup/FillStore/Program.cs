using StackBench.Bench.FillStore;
using StackBench.Store;

// FillStore FOLDER COUNT: a store with COUNT synthetic runs, for timing what reads it.
using var store = RunStore.Open(new StoreLocation(args[0]));
foreach (var run in SyntheticRuns.Create(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture))) store.Import(run);

using StackBench.Bench;
using StackBench.Store;

// FillStore FOLDER COUNT [WORKLOADS]: a store with COUNT synthetic runs of WORKLOADS workloads each (45), for timing what reads it.
using var store = RunStore.Open(new StoreLocation(args[0]));
foreach (var run in SyntheticRuns.Create(Number(1, 45), Number(2, 45))) store.Import(run);

int Number(int index, int usual) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : usual;

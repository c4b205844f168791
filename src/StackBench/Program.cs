using StackBench.Commands;
using StackBench.Terminal;

return await CommandLine.RunAsync(args, Surroundings.OfProcess());

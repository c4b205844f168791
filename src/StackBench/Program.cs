using StackBench;
using StackBench.Commands;
using StackBench.Terminal;

var surroundings = Surroundings.OfProcess();
// Of a thread nobody waits for: the process cannot go on, and the user still gets a sentence and a file.
AppDomain.CurrentDomain.UnhandledException += (_, error) =>
{
    if (error.ExceptionObject is Exception exception) CommandLine.ExplainDefect(surroundings, exception, "stackbench, a thread of its own");
    Environment.Exit((int)ExitCode.Failed);
};
return await CommandLine.RunAsync(args, surroundings);

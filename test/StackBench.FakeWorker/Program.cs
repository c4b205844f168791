using StackBench.FakeWorker;

// As an interpreter (-u FOLDER FAMILY) its mode is in the environment.
var mode = args is ["-u", ..] ? Environment.GetEnvironmentVariable("STACKBENCH_FAKE") ?? "well" : args is [var first, ..] ? first : "well";
return new Misbehaviour(mode).Run();

using StackBench.FakeWorker;

return new Misbehaviour(args is [var mode, ..] ? mode : "well").Run();

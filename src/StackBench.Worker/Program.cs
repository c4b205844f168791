using StackBench.Protocol;
using StackBench.Worker;

// stdout first, before anything can print.
using var channel = ProtocolChannel.Open();

var name = args is [var first, ..] ? first : "";
try
{
    using var engine = Engines.Create(name);
    new WorkerLoop(channel, engine).Run();
    return 0;
}
catch (UnsupportedException exception)
{
    channel.Send(new WorkerError(null, "start", exception.Remedy is null ? exception.Message : $"{exception.Message}; {exception.Remedy}"));
    return 1;
}

using System.Diagnostics;
using StackBench.Protocol.Engines;
using StackBench.Worker;

// A computation may go on for hours after its host died: nothing but the end of the process cuts it short.
return await EngineConversation.OnStandardStreamsAsync(
    () => Engines.Create(args is [var first, ..] ? first : ""), Die, CancellationToken.None);

static void Die()
{
    using var self = Process.GetCurrentProcess();
    self.Kill();
}

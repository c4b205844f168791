using System.Text;
using System.Text.Json;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Tests.Fixtures;

/// <summary>What an engine wrote, as its host reads it.</summary>
internal static class EngineAnswers
{
    /// <summary>Its answers to these messages, signs of life left out.</summary>
    public static async Task<List<WorkerMessage>> OfAsync(IEngine engine, int exitCode, params string[] messages)
    {
        using var output = new MemoryStream();
        using var channel = new EngineChannel(new StringReader(string.Join('\n', messages)), output);
        Assert.Equal(exitCode, await new EngineConversation(channel).RunAsync(engine, TestContext.Current.CancellationToken));
        return Of(output);
    }

    private static List<WorkerMessage> Of(MemoryStream output) =>
        [.. Encoding.UTF8.GetString(output.ToArray()).Split((char)Framing.RecordSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonSerializer.Deserialize(text, ProtocolJson.Default.WorkerMessage)!)
            .Where(message => message is not Progress)];
}

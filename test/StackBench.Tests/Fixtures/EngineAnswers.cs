using System.Text;
using System.Text.Json;
using StackBench.Protocol;

namespace StackBench.Tests.Fixtures;

/// <summary>What an engine wrote, as its host reads it.</summary>
internal static class EngineAnswers
{
    /// <summary>All messages in order, signs of life left out.</summary>
    public static List<WorkerMessage> Of(MemoryStream output) =>
        [.. Encoding.UTF8.GetString(output.ToArray()).Split((char)Framing.RecordSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonSerializer.Deserialize(text, ProtocolJson.Default.WorkerMessage)!).Where(message => message is not Progress)];
}

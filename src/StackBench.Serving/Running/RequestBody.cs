using System.Buffers;
using System.Text.Json;

namespace StackBench.Serving.Running;

internal static class RequestBody
{
    /// <exception cref="ArgumentException">Token ids for the chat route, which takes text only.</exception>
    public static byte[] Of(LoadPlan plan, int index)
    {
        var prompt = plan.PromptAt(index);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, plan.Model);
            if (plan.Api == ServingApi.Chat)
            {
                json.WriteStartArray("messages"u8);
                json.WriteStartObject();
                json.WriteString("role"u8, "user"u8);
                json.WriteString(
                    "content"u8, prompt.Text ?? throw new ArgumentException("the chat route takes text, not token ids", nameof(plan)));
                json.WriteEndObject();
                json.WriteEndArray();
            }
            else if (prompt.Text is { } text)
            {
                json.WriteString("prompt"u8, text);
            }
            else
            {
                json.WriteStartArray("prompt"u8);
                foreach (var id in prompt.Ids) json.WriteNumberValue(id);
                json.WriteEndArray();
            }

            json.WriteNumber("max_tokens"u8, plan.MaxTokensAt(index));
            json.WriteNumber("temperature"u8, 0);
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
            if (plan.IgnoreEndOfText) json.WriteBoolean("ignore_eos"u8, true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

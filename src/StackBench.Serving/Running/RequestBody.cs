using System.Buffers;
using System.Text.Json;
using StackBench.Serving.Prompts;
using StackBench.Serving.Requests;

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
                Messages(json, prompt);
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

            var form = plan.Body;
            var length = form.NamesCompletion ? BodyForm.MaxCompletionTokens : BodyForm.MaxTokens;
            if (form.Sends(length)) json.WriteNumber(length, plan.MaxTokensAt(index));
            if (form.Sends(BodyForm.Temperature)) json.WriteNumber(BodyForm.Temperature, 0);
            json.WriteBoolean("stream"u8, true);
            if (form.Sends(BodyForm.StreamOptions))
            {
                json.WriteStartObject(BodyForm.StreamOptions);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }

            if (plan.IgnoreEndOfText && form.Sends(BodyForm.IgnoreEos)) json.WriteBoolean(BodyForm.IgnoreEos, true);
            foreach (var (name, value) in form.Extra)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Messages(Utf8JsonWriter json, Prompt prompt)
    {
        json.WritePropertyName("messages"u8);
        if (prompt.Messages is { } messages)
        {
            json.WriteRawValue(messages);
            return;
        }

        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        json.WriteString(
            "content"u8, prompt.Text ?? throw new ArgumentException("the chat route takes text, not token ids", nameof(prompt)));
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Tests.Serving;

/// <summary>Files of prompts and traces as they are published.</summary>
public sealed class DatasetTests
{
    [Fact]
    public void Odd_entries_of_ShareGPT_are_left_out_and_counted()
    {
        var notes = new List<string>();
        var prompts = PromptFile.Read("""
            [{"id": "a", "conversations": []},
             {"id": "b", "conversations": [{"from": "human", "value": "How?"}, {"from": "gpt", "value": "So."}]},
             {"id": "c", "conversations": [{"from": "gpt", "value": "Hello"}, {"from": "human", "value": "hi"}]},
             {"id": "d", "conversations": [{"from": "system", "value": "You"}, {"from": "human", "value": "tell"}]}, {"id": "e"},
             {"id": "f", "conversations": [{"from": "human", "value": " "}]},
             {"id": "g", "conversations": [{"from": "human", "value": null}]}, null]
            """, notes.Add);
        Assert.Equal(["How?", "hi", "tell"], prompts.Prompts);
        Assert.Equal(["5 of 8 entries have no prompt and are left out"], notes);
        Assert.Contains("none of its 1 entries has a prompt",
            Assert.Throws<FormatException>(() => PromptFile.Read("[{\"conversations\":[]}]")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"prompt\": \"a\"}\n\n{\"prompt\": b}", "line 3 is not JSON")]
    [InlineData("{\"prompt\": \"a\"}\n{\"text\": 5}", "line 2 has no text \"prompt\"")]
    [InlineData("{\"prompt\": \"a\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"b\"}]}",
        "some entries have \"messages\" and others a text")]
    [InlineData("[{\"prompt\": \"a\"}", "the file is neither JSON lines nor a JSON array")]
    public void A_bad_line_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => PromptFile.Read(text)).Message);

    [Fact]
    public void Messages_of_OpenAI_are_sent_as_they_are_up_to_the_last_question()
    {
        var prompts = PromptFile.Read("""
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]}
            {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "x", "messages": [{"role": "user", "content": [{"type": "text", "text": "When?"}]}]}}
            {"messages": [{"role": "assistant", "content": "alone"}]}
            """);
        Assert.Equal(["Be brief.\nWhy?", "When?"], prompts.Prompts);
        var plan = new LoadPlan(new Uri("http://x"), ServingApi.Chat, "m", new ArrivalPattern.Closed(1), 2, prompts, 5, 1);
        Assert.Contains("""
            "messages":[{"role": "system", "content": "Be brief."},{"role": "user", "content": "Why?"}],"max_tokens":5
            """.Trim(), Encoding.UTF8.GetString(RequestBody.Of(plan, 0)), StringComparison.Ordinal);
        Assert.Contains("\"prompt\":\"When?\"", Encoding.UTF8.GetString(RequestBody.Of(plan with { Api = ServingApi.Completions }, 1)),
            StringComparison.Ordinal);
    }

    /// <summary>Azure's of 2023 and of 2024, BurstGPT's, and one with quotes and a mark at its beginning.</summary>
    [Theory]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:04.0319600,110,27\n")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\r\n2024-05-10 00:00:00.009930+00:00,4808,10\r\n2024-05-10 "
        + "00:00:00.061930+00:00,110,27\r\n")]
    [InlineData("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5.0,ChatGPT,4808,10,4818,Conversation "
        + "log\n5.052,GPT-4,110,27,137,API log\n")]
    [InlineData("\uFEFF\"Timestamp\",\"Request tokens\",\"Response tokens\"\n\"5\",\"4808\",\"10\"\n\"5.052\",\"110\",\"27\"")]
    public void Tables_of_traces_are_read_by_their_columns(string text)
    {
        var requests = TraceFile.Read(text);
        Assert.Equal([(4808, 10), (110, 27)], requests.Select(request => (request.Input!.Value, request.Output!.Value)));
        Assert.Equal(0, requests[0].Seconds);
        Assert.Equal(0.052, requests[1].Seconds, 6);
    }

    [Fact]
    public void Requests_that_failed_when_the_trace_was_recorded_are_left_out_and_counted()
    {
        var notes = new List<string>();
        var requests = TraceFile.Read("Timestamp,Request tokens,Response tokens\n1,5,0\n2,5,6\n3,0,0\n4,7,8\n", note: notes.Add);
        Assert.Equal([0, 2], requests.Select(request => request.Seconds));
        Assert.Equal(["2 of 4 requests of the trace have no prompt or no answer and are left out"], notes);
    }

    [Theory]
    [InlineData("Timestamp,Request tokens,Response tokens\n1,5", "line 2 has fewer columns than the header")]
    [InlineData("Timestamp,Request tokens,Response tokens\n1,5,x", "line 2 has a number of tokens that is no whole number up to 1048576")]
    [InlineData("Timestamp,Request tokens,Response tokens\n1,5,1e9", "line 2 has a number of tokens")]
    [InlineData("Timestamp,Request tokens,Response tokens\nsoon,5,6", "line 2 has a time that is neither seconds nor a date")]
    [InlineData("Timestamp,Request tokens,Response tokens\n2,5,6\n1,5,6", "line 3 is earlier than the line before")]
    [InlineData("Timestamp,Request tokens,Response tokens\n2,5,0", "the trace holds no request")]
    [InlineData("Timestamp,Request tokens\n2,5", "line 1 is no JSON object")]
    public void What_is_wrong_in_a_table_is_said_with_its_line(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => TraceFile.Read(text)).Message, StringComparison.Ordinal);
}

using System.Collections.Immutable;
using StackBench.Serving.Requests;

namespace StackBench.Tests.Serving;

/// <summary>How the body of a request gives way to a server that refuses a field.</summary>
public sealed class BodyFormTests
{
    [Theory]
    [InlineData("", "", false, true)]
    [InlineData("ignore_eos", "", false, false)]
    [InlineData("", "ignore_eos", false, false)]
    [InlineData("max_tokens", "", false, false)]
    [InlineData("", "max_tokens", false, false)]
    [InlineData("temperature", "", false, true)]
    // Of the two names of the same length only the one that is sent counts.
    [InlineData("max_tokens", "", true, true)]
    [InlineData("max_completion_tokens", "", false, true)]
    [InlineData("max_completion_tokens", "", true, false)]
    public void A_length_is_exact_where_it_is_told_and_the_end_of_text_ignored(
        string dropped, string replaced, bool namesCompletion, bool isExact) =>
        Assert.Equal(isExact, Form(dropped, replaced, namesCompletion).IsExact);

    [Theory]
    [InlineData(400, "max_tokens is not supported: use max_completion_tokens", "max_completion_tokens was sent for max_tokens")]
    [InlineData(422, "unknown field ignore_eos", "ignore_eos was left out")]
    [InlineData(400, "no stream_options here, and no temperature", "stream_options was left out")]
    [InlineData(400, "the model is not loaded", null)]
    [InlineData(500, "unknown field ignore_eos", null)]
    public void What_the_servers_words_name_is_sent_otherwise(int status, string words, string? change)
    {
        var form = new BodyForm();
        Assert.Equal(change, form.After(status, words)?.Since(form));
    }

    [Fact]
    public void What_was_changed_once_is_not_changed_again()
    {
        var form = new BodyForm().After(400, "max_tokens")!.After(400, "ignore_eos")!;
        Assert.Equal("max_completion_tokens was sent for max_tokens, ignore_eos was left out", form.Since(new BodyForm()));
        Assert.Null(form.After(400, "max_tokens and ignore_eos"));
        Assert.Null(Form("", "temperature", namesCompletion: false).After(400, "temperature"));
    }

    private static BodyForm Form(string dropped, string replaced, bool namesCompletion) => new()
    {
        Dropped = dropped.Length > 0 ? [dropped] : [],
        Extra = replaced.Length > 0
            ? ImmutableSortedDictionary<string, string>.Empty.Add(replaced, "1")
            : ImmutableSortedDictionary<string, string>.Empty,
        NamesCompletion = namesCompletion,
    };
}

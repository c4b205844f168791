using System.Text;
using System.Text.Json.Nodes;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Json;

public sealed class RunDocumentTests
{
    [Fact]
    public void What_was_written_reads_back_and_writes_the_same_again()
    {
        var first = RunDocument.Write(ExampleRun.Full);
        var second = RunDocument.Write(RunDocument.Read(first, "run"));
        Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second));
    }

    [Fact]
    public void Indented_and_compact_documents_hold_the_same()
    {
        var compact = JsonNode.Parse(RunDocument.Write(ExampleRun.Full));
        var indented = RunDocument.Write(ExampleRun.Full, isIndented: true);
        Assert.True(JsonNode.DeepEquals(compact, JsonNode.Parse(indented)));
        Assert.Contains((byte)'\n', indented);
    }

    [Fact]
    public void Values_survive_to_the_last_bit()
    {
        var result = ExampleRun.Full.Results[0];
        var odd = result with { Outcome = new Ok([((Ok)result.Outcome).Metrics[0] with { Value = 0.1 + 0.2 }], []) };
        var read = RunDocument.Read(RunDocument.Write(ExampleRun.Full with { Results = [odd] }), "run");
        Assert.Equal(0.1 + 0.2, read.Results[0].Headline!.Value);
    }

    [Fact]
    public void Arrays_that_were_never_set_are_empty_and_not_an_error()
    {
        var run = ExampleRun.Full with { Results = [ExampleRun.Full.Results[0] with { Outcome = new Ok(default, default) }] };
        Assert.Null(run.Results[0].Headline);
        var failed = new Failed(FailureStage.Start, "reason", default);
        Assert.Empty(failed.LogTail);
        Assert.Contains("\"metrics\":[]", Encoding.UTF8.GetString(RunDocument.Write(run)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_version_is_refused_even_if_nothing_else_fits()
    {
        var error = Assert.Throws<RunDocumentException>(() => RunDocument.Read("""{"schemaVersion": 2, "new": true}"""u8, "run.json"));
        Assert.Equal("run.json: written by a newer StackBench (schema version 2; this one reads up to 1)", error.Message);
    }

    [Theory]
    [InlineData("", "file.json, line 1")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "'schemaVersion'")]
    [InlineData("""{"schemaVersion": "1"}""", "'schemaVersion'")]
    [InlineData("""{"schemaVersion": 0}""", "schema version 0 does not exist")]
    [InlineData("""{"schemaVersion": 1}""", "missing required properties")]
    [InlineData("{\n\"schemaVersion\": 1,\n\"id\": 12 }", "file.json, line 3, byte 9 at $.id")]
    [InlineData("{\n\"schemaVersion\": 1,\n\"id\": }", "file.json, line 3, byte 7")]
    public void What_is_no_run_document_is_refused_with_file_place_and_reason(string text, string expected)
    {
        var error = Assert.Throws<RunDocumentException>(() => RunDocument.Read(Encoding.UTF8.GetBytes(text), "file.json"));
        Assert.StartsWith("file.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_value_is_refused_wherever_it_stands()
    {
        var result = ExampleRun.Full.Results[0];
        var launch = result.Launches[0];
        var ok = Assert.IsType<Ok>(result.Outcome);
        BenchmarkResult[] wrong =
        [
            result with { Outcome = ok with { Metrics = [ok.Metrics[0] with { Value = -5 }] } },
            result with { Launches = [launch with { Values = launch.Values.SetItem(ok.Metrics[0].Metric, -5) }] },
            result with { Launches = [launch with { Samples = [launch.Samples[0] with { DurationSeconds = -0.1 }] }] },
        ];
        Assert.All(wrong, one => Assert.Equal(
            "run: the result memory-bandwidth/copy@cpu:native has a negative value",
            Assert.Throws<RunDocumentException>(
                () => RunDocument.Read(RunDocument.Write(ExampleRun.Full with { Results = [one] }), "run")).Message));
    }

    [Fact]
    public void A_result_that_is_ok_has_a_value()
    {
        var run = ExampleRun.Full with { Results = [ExampleRun.Full.Results[0] with { Outcome = new Ok([], []) }] };
        Assert.Equal("run: the result memory-bandwidth/copy@cpu:native is ok and has no metric",
            Assert.Throws<RunDocumentException>(() => RunDocument.Read(RunDocument.Write(run), "run")).Message);
    }

    [Fact]
    public void A_result_that_appears_twice_is_refused()
    {
        var twice = ExampleRun.Full with { Results = [ExampleRun.Full.Results[0], ExampleRun.Full.Results[0]] };
        var error = Assert.Throws<RunDocumentException>(() => RunDocument.Read(RunDocument.Write(twice), "run"));
        Assert.Equal("run: the result memory-bandwidth/copy@cpu:native appears 2 times", error.Message);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("20261124-081502-7F3A")]
    [InlineData("20261324-081502-7f3a")]
    [InlineData("20261124-081502-7f3a\n")]
    [InlineData("20261124_081502-7f3a")]
    public void An_id_that_is_none_is_refused(string id)
    {
        Assert.False(RunId.IsValid(id));
        Assert.Throws<RunDocumentException>(() => RunDocument.Read(RunDocument.Write(ExampleRun.Full with { Id = id }), "run"));
    }

    [Fact]
    public void Every_id_that_is_made_is_valid() => Assert.True(RunId.IsValid(RunId.Create(ExampleRun.Start, new Random(1))));
}

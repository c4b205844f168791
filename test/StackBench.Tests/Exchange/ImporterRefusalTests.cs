using StackBench.Exchange.Import;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>Files that are broken: where and why is told, and what is whole is kept.</summary>
public sealed class ImporterRefusalTests
{
    [Theory]
    [InlineData("", "in.txt: unknown format")]
    [InlineData("{\"results\": [{\"command\": \"x\", \"stddev\": 0, \"times\": [0.1, \"a\"]}]}",
        "in.txt, $.results[0].times[1]: not a finite number")]
    [InlineData("{\"results\": [{\"command\": \"x\", \"stddev\": 0, \"times\": [1e999]}]}",
        "in.txt, $.results[0].times[0]: not a finite number")]
    [InlineData("{\"results\": [], \"command\": 1, \"stddev\": 0}", "in.txt: holds no result")]
    [InlineData("{\"n_prompt\": 1, \"avg_ns\": 5, \"model_type\": \"m\"}", "in.txt, $: 'n_gen' is missing")]
    [InlineData("{\"n_prompt\": 1, \"avg_ns\": 5,", "in.txt, line 1: ")]
    [InlineData("Function    Best Rate MB/s  Avg time\nCopy:  1 2 x 4", "in.txt, line 2: 'x' is not a number")]
    [InlineData("Function    Best Rate MB/s  Avg time\n", "in.txt: holds no result")]
    [InlineData("<clpeak><run backend=\"a\" device=\"b\"><test name=\"t\">\n<metric name=\"m\">x</metric></test></run></clpeak>",
        "in.txt, line 2: not a finite number")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><clpeak>&b;</clpeak>", "in.txt: For security reasons")]
    [InlineData("{\"clpeak_version\": \"1\", \"entries\": [{\"backend\": \"a\"}]}", "in.txt, $.entries[0]: 'test' is missing")]
    [InlineData("Test#,Transfer#,NumBytes,Src,Exe,Dst,CUs,BW(GB/s),Time(ms)\n1,0,4,G0,G0,G1,4,nan,1",
        "in.txt, line 2: 'nan' is not a number")]
    [InlineData("INSERT INTO x (n_prompt, avg_ns) VALUES ('1');", "in.txt, line 1: INSERT has 1 values for 2 columns")]
    [InlineData("# algbw busbw\n 8 2 float", "in.txt: holds no table")]
    [InlineData("{\"schemaVersion\": 99, \"fingerprint\": {}}", "in.txt: written by a newer StackBench")]
    [InlineData("{\"schemaVersion\": 1, \"fingerprint\": {}", "in.txt: line 1, byte")]
    [InlineData("x\ny\n---BENCHMARK_RESULTS_START---\n{\"execution_time_ms\": 1, \"metrics\": }", "in.txt, line 4: ")]
    public void What_is_invalid_is_refused_with_file_position_and_reason(string text, string begin)
    {
        var exception = Assert.Throws<ImportException>(() => Importers.Read(Source(text)));
        Assert.StartsWith(begin, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_record_that_is_cut_is_named_and_the_others_are_kept()
    {
        var file = Importers.Read(Source(Llama + "\n{\"n_prompt\": 1,"));
        Assert.Equal(2, file.Runs.Single().Results.Length);
        Assert.Equal([new LeftOut("line 3", "the last record is cut", IsRefused: true)], file.Left);
    }
}

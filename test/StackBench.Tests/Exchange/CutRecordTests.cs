using StackBench.Exchange.Import;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>A record that is cut or broken is named, and the others are imported.</summary>
public sealed class CutRecordTests
{
    private const string LlamaHeader = "| model | backend | ngl | test | t/s |\n| --- | --- | --- | --- | --- |\n";

    /// <summary>File, results that are kept, and what is left out.</summary>
    public static TheoryData<string, int, string> Files { get; } = new()
    {
        { LlamaHeader + "| llama | CUDA | 99 | pp512 | 100.00 ± 1 |\n| llama | CUDA | 99 | tg128 | 25", 1, "line 4" },
        { LlamaHeader + "| llama | CUDA | 99 | pp512 | 100.00 ± 1 |\n| llama | CUDA |", 1, "line 4" },
        { "n_prompt,n_gen,avg_ts,model_type\n\"512\",\"0\",\"100\",\"m\"\n\"0\",\"12", 1, "line 3" },
        {
            "INSERT INTO t (n_prompt, n_gen, avg_ns, model_type) VALUES ('512', '0', '5', 'm');\n\n"
                + "INSERT INTO t (n_prompt, n_gen, avg_ns, model_type) VALUES ('0', '12",
            1, "line 3"
        },
        {
            "[{\"n_prompt\": 1, \"n_gen\": 0, \"avg_ns\": 5, \"model_type\": \"m\"}, {\"n_prompt\": 2, \"avg_ns\": "
                + "5, \"model_type\": \"m\"}]",
            1, "$[1]"
        },
        {
            "{\"results\": [{\"command\": \"a\", \"stddev\": 0, \"times\": [0.1]}, {\"command\": \"b\", \"times\": [\"x\"]}]}", 1,
            "$.results[1].times[0]"
        },
        { TransferBench + "\n2,0,67108864,G0", 2, "line 5" },
        { "TransferBench v1.60\nTest 1:\n Transfer 0 | 50.5 GB/s | 1.3 ms | G0 -> G1\n Transfer 1 | 50", 1, "line 4" },
        {
            "Function    Best Rate MB/s  Avg time     Min time     Max time\nCopy:  83100.5  0.00193  0.00192  "
                + "0.00195\nScale:  8x  1  1  1\n",
            1, "line 3"
        },
        {
            "function,num_times,n_elements,sizeof,max_mbytes_per_sec,min_runtime,max_runtime,avg_runtime\nCopy,100,"
                + "33554432,8,905000,1,1,1\n"
                + "Mul,100,33554432,8,9050",
            1, "line 3"
        },
        {
            "format_version,backend,device,test,metric,unit,value,status,reason,driver\n2,OpenCL,GPU,global,float,gbps,"
                + "355.5,ok,,1\n2,OpenCL,GP",
            1, "line 3"
        },
        {
            "Platform: P\n  Device: GPU\n    Global memory bandwidth (GBPS)\n      float   : 355.5\n      float2  :", 1, "line 5"
        },
        {
            "nvbandwidth Version: v0.8\nRunning device_to_device.\nmemcpy (GB/s)\n           0         1\n 0   N/A   24.10\n 1   25.10\n",
            1,
            "line 6"
        },
        {
            "RocmBandwidthTest Version: 2.6\nUnidirectional copy peak bandwidth GB/s\nD/D       0          1\n0         N/A    "
                + "    24.1\n1         24\n",
            1, "line 5"
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_cut_record_is_named_and_the_others_are_kept(string text, int kept, string what)
    {
        var file = Importers.Read(Source(text));
        Assert.Equal(kept, file.Runs.Sum(run => run.Results.Count(result => result.Outcome is Core.Results.Ok)));
        var left = Assert.Single(file.Left);
        Assert.Equal((what, true), (left.What, left.IsRefused));
    }

    /// <summary>As a name it cannot be read, and it concerns every name that is looked for.</summary>
    [Fact]
    public void Half_a_surrogate_pair_in_a_name_is_an_error_of_the_file()
    {
        var exception = Assert.Throws<ImportException>(() => Importers.Read(Source(
            "{\"results\": [{\"\\ud800command_\": 1, \"command\": \"x\", \"stddev\": 0, \"times\": [0.1]}]}")));
        Assert.Contains("Unicode", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>They are letters of a text in JSON, and no ends of lines.</summary>
    [Theory]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public void Other_separators_of_Unicode_end_no_line(char separator)
    {
        var file = Importers.Read(Source($"{{\"results\": [{{\"command\": \"a{separator}b\", \"stddev\": 0, \"times\": [0.1]}}]}}"));
        Assert.Single(file.Runs.Single().Results);
        Assert.Empty(file.Left);
    }

    [Fact]
    public void Every_end_of_a_line_counts_once() =>
        Assert.Equal([(1, "a"), (2, "b"), (3, "c"), (4, "d")], Source("a\r\nb\rc\nd").WholeLines);
}

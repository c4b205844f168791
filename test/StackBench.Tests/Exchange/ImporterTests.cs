using System.Text;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>What the examples give.</summary>
public sealed class ImporterTests
{
    private static readonly Lazy<Task<NJsonSchema.JsonSchema>> Schema =
        new(() => NJsonSchema.JsonSchema.FromJsonAsync(File.ReadAllText(RepositoryFile.Path("docs/run.schema.json"))));

    /// <summary>Format, text, and what becomes of it: key, then the headline in unprefixed units or the outcome.</summary>
    public static TheoryData<string, string, string[]> Files { get; } = new()
    {
        { "llama-bench", Llama, ["llama-bench/llama 7B Q4_0 pp512 t2 ngl0 b2048@cpu:llama-bench "
            + "token-rate 256 2 samples", "llama-bench/llama 7B Q4_0 tg128 t2 ngl0 b2048@cpu:llama-bench token-rate 16 1 samples"] },
        { "llama-bench", LlamaSql, ["llama-bench/llama 7B pp512 t2 ngl0 b512@cpu:llama-bench mean-token-rate 256 0 samples"] },
        {
            "clpeak", ClpeakTree,
            [
                "clpeak/gemm@sm_120 fp32@RTX 5060 (CUDA 0):clpeak flop-rate 90500000000000 0 samples",
                "clpeak/gemm@sm_120 int8@RTX 5060 (CUDA 0):clpeak operation-rate 90500000000000 0 samples",
                "clpeak/gemm@sm_120 fp4@RTX 5060 (CUDA 0):clpeak Skipped clpeak: no fp4",
                "clpeak/latency dispatch@RTX 5060 (CUDA 0):clpeak latency 8E-06 0 samples",
                "clpeak/latency roundtrip@RTX 5060 (CUDA 0):clpeak Failed lost",
            ]
        },
        { "clpeak", ClpeakFlat, ["clpeak/global float2@GPU (OpenCL):clpeak "
            + "bandwidth 355500000000 0 samples", "clpeak/map unmap@GPU (OpenCL):clpeak Skipped clpeak: below its resolution"] },
        { "clpeak", ClpeakDocument, ["clpeak/sp float@MI300X (ROCm):clpeak flop-rate "
            + "130369750000000 0 samples", "clpeak/sp half@MI300X (ROCm):clpeak Skipped clpeak: none here"] },
        { "transferbench", TransferBench,
            ["transferbench/test 1 0: G0 -> G0 -> G1, 4 units, 67108864 B@gpu:transferbench bandwidth 50500000000 0 samples",
                "transferbench/test 1 ALL: ALL -> ALL -> ALL, ALL units, 67108864 B@gpu:transferbench bandwidth 48000000000 0 samples"]},
        { "hyperfine", Hyperfine, ["command/sleep 0.1@cpu:hyperfine call-time 0.2 3 samples"] },
        { "google-benchmark", Google, ["google-benchmark/BM_copy/8@cpu:google-benchmark "
            + "call-time 3E-06 2 samples", "google-benchmark/BM_bad@cpu:google-benchmark Failed no device"] },
        { "vllm", Vllm, ["llm-serve/tiny rate inf concurrency 8 prompts 100@server:vllm token-rate 1250.5 0 samples requests-failed"] },
        {
            "nvbandwidth", Nvbandwidth,
            [
                "nvbandwidth/device_to_device_memcpy_read_ce [0,1]@gpu:nvbandwidth bandwidth 276070000000 0 samples",
                "nvbandwidth/device_to_device_memcpy_read_ce [1,0]@gpu:nvbandwidth bandwidth 276140000000 0 samples",
                "nvbandwidth/device_local_copy@gpu:nvbandwidth Skipped nvbandwidth: Waived",
                "nvbandwidth/host_to_device_memcpy_sm@gpu:nvbandwidth Failed nvbandwidth: Error",
            ]
        },
        { "stream", StreamTable, ["stream/copy@cpu:stream "
            + "bandwidth-best 83100500000 0 samples", "stream/triad@cpu:stream bandwidth-best 69900000000 0 samples"] },
        { "stream", Babel, ["babelstream/copy@unknown:stream "
            + "bandwidth-best 1048576000 0 samples", "babelstream/dot@unknown:stream bandwidth-best 2097152000 0 samples"] },
        {
            "nccl-tests", Nccl,
            [
                "collective/8 B float sum out of place@gpu:nccl-tests call-time 1.05E-05 0 samples",
                "collective/8 B float sum in place@gpu:nccl-tests call-time 1.04E-05 0 samples",
                "collective/134217728 B float sum out of place@gpu:nccl-tests bus-bandwidth 134220000000 0 samples",
                "collective/134217728 B float sum in place@gpu:nccl-tests Failed 3 wrong values",
            ]
        },
        { "rusty-stack", Rusty,
            ["memory-bandwidth/hbm_peak_gb_s@gpu:rusty-stack bandwidth 800000000000 0 samples",
                "memory-bandwidth/system_peak_gb_s@gpu:rusty-stack bandwidth 25000000000 0 samples corrected"]},
        {
            "rusty-stack", RustyAll,
            [
                "gemm/fp16_peak_gflops@gpu:rusty-stack Skipped Rusty Stack ran degraded: GPU probe timed out",
                "tensor-core/fp16_tflops@gpu:rusty-stack flop-rate 90500000000000 0 samples",
                "tensor-core/tf32_tflops@gpu:rusty-stack Skipped Rusty Stack wrote 0, which stands for not measured",
                "vllm/all@gpu:rusty-stack Failed no model",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_recognised_and_read_into_a_valid_document(string format, string text, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var source = Source(text);
        Assert.Equal(format, Importers.All.First(importer => importer.Recognizes(source)).Name);
        var run = Importers.Read(source).Runs.Single();
        Assert.Equal(expected, run.Results.Select(Described));
        Assert.Equal(format, run.Fingerprint["import.format"]);
        Assert.Equal($"imported {format}", run.Label);
        Assert.Equal(run.Id, Importers.Read(source).Runs.Single().Id);
        var document = RunDocument.Write(run);
        Assert.Equal(document, RunDocument.Write(RunDocument.Read(document, "again")));
        Assert.Empty((await Schema.Value).Validate(Encoding.UTF8.GetString(document)));
    }

    [Fact]
    public void Own_documents_come_back_without_loss()
    {
        var document = RunDocument.Write(ExampleRun.Full, isIndented: true);
        Assert.Equal(
            document, RunDocument.Write(
                Importers.Read(new ImportSource("run.json", document, ExampleRun.Start)).Runs.Single(), isIndented: true));
    }

    private static string Described(BenchmarkResult result) => result.Outcome switch
    {
        Ok ok =>
            FormattableString.Invariant($"{result.Key} {result.Headline!.Metric} {Math.Round(result.Headline.Value,
                9)} {result.Launches.Sum(launch => launch.Samples.Length)} samples {string.Join(' ', ok.Notes
                .Select(note => note.Code))}")
                .TrimEnd(),
        Skipped skipped => $"{result.Key} Skipped {skipped.Reason}",
        Failed failed => $"{result.Key} Failed {failed.Reason}",
        _ => result.Key.ToString(),
    };
}

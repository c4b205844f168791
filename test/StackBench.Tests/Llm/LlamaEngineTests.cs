using System.Diagnostics;
using System.Globalization;
using StackBench.Llm.Engine;
using StackBench.Llm.Gguf;
using StackBench.Protocol;
using StackBench.Tests.Fixtures;
using static StackBench.Tests.Fixtures.ProcessLife;

namespace StackBench.Tests.Llm;

public sealed class LlamaEngineTests : IDisposable
{
    private const string Params =
        """{"model":"synthetic-tiny","type":"Q4_0","model-seed":1,"tokens":32,"depth":0,"threads":2,"batch":2048,"flash-attention":"auto","gpu-layers":0}""";
    private const string Hello = """{"type":"hello","protocol":1}""";

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    /// <summary>Operation, parameter to replace, its new value, a part of the reason.</summary>
    public static TheoryData<string, string, string, string> Impossible => new()
    {
        { "train", "", "", "no operation 'train'" },
        { "prefill", "\"tokens\":32", "\"tokens\":0", "'tokens'" },
        { "prefill", "\"tokens\":32", "\"tokens\":\"32\"", "'tokens'" },
        { "prefill", "\"threads\":2", "\"threads\":-1", "'threads'" },
        { "prefill", "\"depth\":0,", "", "'depth'" },
        { "decode", "synthetic-tiny", "synthetic-huge", "no synthetic model 'synthetic-huge'" },
        { "decode", "Q4_0", "Q5_K", "type 'Q5_K'" },
        { "decode", "\"flash-attention\":\"auto\"", "\"flash-attention\":\"maybe\"", "'flash-attention'" },
        { "decode", "\"gpu-layers\":0", "\"gpu-layers\":9", "'gpu-layers' must be 0" },
        { "decode", "\"model-seed\":1", "\"sha256\":\"00\"", "model was not given" },
    };

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public async Task A_missing_llama_bench_is_an_error_at_start_with_a_remedy()
    {
        var error = Assert.IsType<WorkerError>(Assert.Single(await ConverseAsync(name => name == "PATH" ? "/nowhere" : null, 1, Hello)));
        Assert.Equal(("start", "llama-bench is not on the PATH", "install llama.cpp, or set STACKBENCH_LLAMA to its folder"),
            (error.Stage, error.Message, error.Remedy));
        error = Assert.IsType<WorkerError>(
            Assert.Single(await ConverseAsync(name => name == "STACKBENCH_LLAMA" ? "/nowhere" : null, 1, Hello)));
        Assert.Equal("there is no llama-bench in the folder of STACKBENCH_LLAMA", error.Message);
    }

    [Fact]
    public async Task A_test_is_prepared_and_measured()
    {
        using var llama = new FakeLlamaBench(FakeLlamaBench.WellBehaved);
        var answers = await ConverseAsync(llama, Hello, Prepare("decode"), Measure(1, 3), Measure(2, 3), """{"type":"release","id":"a"}""",
            Measure(1, 1), """{"type":"shutdown"}""", Hello);
        var ready = Assert.IsType<Ready>(answers[0]);
        Assert.Equal(("llama.cpp", "9.9 (build 1)"), (ready.Engine, ready.Version));
        Assert.Equal(["prefill", "decode"], ready.Ops);
        var prepared = Assert.IsType<Prepared>(answers[1]);
        Assert.Equal(("llama.cpp b1, CPU, flash attention auto", 4711, false, 2),
            (prepared.Backend, prepared.Bytes, prepared.Checked, prepared.Threads));

        // Six repetitions of 1 to 6 us are three samples of two calls each.
        Assert.Equal([1, 2, 3], Microseconds(answers[2]));
        Assert.Equal([1.5, 3.5, 5.5], Microseconds(answers[3]));
        Assert.Equal("protocol", Assert.IsType<WorkerError>(answers[4]).Stage);
        Assert.Equal(5, answers.Count);
    }

    [Fact]
    public async Task The_model_is_made_once()
    {
        using var llama = new FakeLlamaBench(FakeLlamaBench.WellBehaved);
        await ConverseAsync(llama, Prepare("decode"));
        var file = Assert.Single(_models.GetFiles("*.gguf", SearchOption.AllDirectories));
        Assert.Equal(SyntheticModelWriter.SizeOf(new SyntheticModel(ModelShape.Tiny, TensorType.Q4_0, 1)), file.Length);
        File.WriteAllText(file.FullName, "mine");
        await ConverseAsync(llama, Prepare("prefill"));
        Assert.Equal("mine", File.ReadAllText(file.FullName));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_cannot_be_done_is_unsupported(string op, string from, string to, string reason)
    {
        using var llama = new FakeLlamaBench(FakeLlamaBench.WellBehaved);
        var parameters = from.Length == 0 ? Params : Params.Replace(from, to, StringComparison.Ordinal);
        var answer = Assert.IsType<Unsupported>(Assert.Single(await ConverseAsync(llama, Prepare(op, parameters))));
        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo boom >&2; exit 3", "llama-bench failed (exit code 3): boom")]
    [InlineData("exit 0", "0 results where one test")]
    [InlineData("echo '{\"n_prompt\":32'", "no complete JSON")]
    [InlineData("echo '{\"n_prompt\":32,\"n_gen\":0,\"samples_ns\":[1,2]}'", "2 samples where 1")]
    [InlineData("echo '{\"n_prompt\":32,\"n_gen\":0,\"samples_ns\":[1],\"n_gpu_layers\":9}'", "9 layers on a GPU")]
    public async Task What_goes_wrong_is_an_error_and_the_engine_lives_on(string script, string message)
    {
        using var llama = new FakeLlamaBench(script);
        var answers = await ConverseAsync(llama, Prepare("prefill"), "no message", Hello);
        var error = Assert.IsType<WorkerError>(answers[0]);
        Assert.Equal("prepare", error.Stage);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal("protocol", Assert.IsType<WorkerError>(answers[1]).Stage);
        Assert.IsType<Ready>(answers[2]);
    }

    [Fact]
    public Task Llama_bench_dies_with_the_host_that_reads_no_more() => DiesAsync(engine => engine.StandardOutput.Close());

    [Fact]
    public Task Llama_bench_dies_when_the_engine_is_told_to_end() =>
        DiesAsync(engine => Process.Start("kill", ["-TERM", engine.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit());

    private async Task DiesAsync(Action<Process> end)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var note = Path.Combine(_models.FullName, "pid");
        using var llama = new FakeLlamaBench($"echo $$ > {note}.part; mv {note}.part {note}; exec sleep 300");
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "stackbench"),
            ["engine", "llama.cpp"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["STACKBENCH_LLAMA"] = llama.Path;
        start.Environment["STACKBENCH_HOME"] = _models.FullName;
        using var engine = Process.Start(start)!;
        try
        {
            await engine.StandardInput.WriteLineAsync(Prepare("decode"));
            await engine.StandardInput.FlushAsync(cancellation);
            Assert.True(await ComesTrueAsync(() => File.Exists(note)), "llama-bench did not start");
            var child = int.Parse(await File.ReadAllTextAsync(note, cancellation), CultureInfo.InvariantCulture);
            Assert.True(IsAlive(child));
            end(engine);
            Assert.True(await ComesTrueAsync(() => !IsAlive(child)), "llama-bench lives on");
            Assert.True(await ComesTrueAsync(() => engine.HasExited), "the engine lives on");
        }
        finally
        {
            if (!engine.HasExited) engine.Kill(entireProcessTree: true);
        }
    }

    private static string Prepare(string op, string parameters = Params) =>
        $$"""{"type":"prepare","id":"a","op":"{{op}}","params":{{parameters}},"device":"cpu","seed":1}""";

    private static string Measure(int iterations, int samples) =>
        FormattableString.Invariant($$"""{"type":"measure","id":"a","iterations":{{iterations}},"samples":{{samples}}}""");

    private static IEnumerable<double> Microseconds(WorkerMessage answer) =>
        Assert.IsType<Samples>(answer).Seconds.Select(seconds => Math.Round(seconds * 1e6, 9));

    private Task<List<WorkerMessage>> ConverseAsync(FakeLlamaBench llama, params string[] messages) =>
        ConverseAsync(name => name == "STACKBENCH_LLAMA" ? llama.Path : null, 0, messages);

    private Task<List<WorkerMessage>> ConverseAsync(Func<string, string?> variable, int exitCode, params string[] messages) =>
        EngineAnswers.OfAsync(new LlamaEngine(new LlamaEngineSettings(_models.FullName, null), variable), exitCode, messages);
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using StackBench.Protocol;
using StackBench.Serving.Engine;
using StackBench.Serving.Servers;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Llm;
using static StackBench.Tests.Fixtures.ProcessLife;

namespace StackBench.Tests.Serving;

public sealed class ServingEngineTests : IDisposable
{
    private const string Server = """{"model":"synthetic-tiny","type":"Q8_0","model-seed":1,"slots":4,"context":128,"threads":1}""";
    private const string Load =
        """{"model":"synthetic-tiny","type":"Q8_0","model-seed":1,"slots":4,"context":128,"threads":1,"api":"completions","arrival":"closed","concurrency":2,"dataset":"random","input":16,"output":8,"requests":24,"warm-up":2,"slo":"ttft=60000ms"}""";
    private const string Hello = """{"type":"hello","protocol":1}""";
    private const string Measure = """{"type":"measure","id":"a","iterations":1,"samples":1}""";

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    /// <summary>Parameter to replace, its new value, a part of the reason.</summary>
    public static TheoryData<string, string, string> Impossible => new()
    {
        { "\"arrival\":\"closed\"", "\"arrival\":\"soon\"", "'arrival' must be closed, constant, poisson, gamma or trace" },
        { "\"arrival\":\"closed\"", "\"arrival\":\"poisson\"", "'rate' must be" },
        { "\"requests\":24", "\"requests\":0", "'requests'" },
        { "\"output\":8", "\"output\":\"8\"", "'output'" },
        { "\"api\":\"completions\"", "\"api\":\"edits\"", "'api'" },
        { "\"dataset\":\"random\"", "\"dataset\":\"web\"", "'dataset'" },
        { "ttft=60000ms", "ttft=fast", "write it like ttft=200ms" },
        { "synthetic-tiny", "synthetic-huge", "no synthetic model 'synthetic-huge'" },
    };

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public async Task A_server_that_is_not_installed_is_an_error_at_start_with_a_remedy()
    {
        await using var engine = Engine(ServerLauncher.Vllm, _ => "/nowhere");
        var error = Assert.IsType<WorkerError>(Assert.Single(await ConverseAsync(engine, 1, Hello)));
        Assert.Equal(
            ("start", "vllm is not on the PATH", "install vLLM, and put its vllm on the PATH"), (error.Stage, error.Message, error.Remedy));
    }

    [Fact]
    public async Task A_server_is_started_as_its_launcher_says_timed_and_gone_with_the_engine()
    {
        using var stub = new StubServer();
        var engine = Engine(ServerLauncher.Vllm, stub.Variable);
        var answers = await ConverseAsync(engine, 0, Hello, Prepare("serve-start", Server), Measure);
        Assert.Equal(("vllm-serve", "9.9.9"), (Assert.IsType<Ready>(answers[0]).Engine, ((Ready)answers[0]).Version));
        var taken = Assert.IsType<Samples>(answers[2]);
        Assert.Equal(taken.Seconds[0], Assert.Single(taken.Extra!["startup-time"]));
        // Its first two answers are that it is loading.
        Assert.InRange(Assert.Single(taken.Extra["model-load-time"]), 1e-6, taken.Seconds[0]);
        Assert.InRange(Assert.Single(taken.Extra["peak-memory"]), 1e6, 1e9);

        var arguments = stub.Arguments;
        Assert.Equal(
            ["serve", Path.Combine(_models.FullName, "synthetic-tiny-Q8_0-seed1"), "--host", "127.0.0.1", "--port"], arguments[..5]);
        Assert.Equal(
            ["--load-format", "dummy", "--max-num-seqs", "4", "--max-model-len", "128", "--no-enable-prefix-caching"], arguments[6..]);
        Assert.True(File.Exists(Path.Combine(arguments[1], "config.json")));

        var pid = int.Parse(await File.ReadAllTextAsync(stub.PidFile, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.True(IsAlive(pid));
        await engine.DisposeAsync();
        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task A_folder_of_the_users_is_served_with_its_own_weights()
    {
        using var stub = new StubServer();
        var folder = Directory.CreateDirectory(Path.Combine(_models.FullName, "own")).FullName;
        await using var engine = Engine(ServerLauncher.Vllm, stub.Variable, new ServingEngineSettings(_models.FullName, folder));
        Assert.IsType<Samples>((await ConverseAsync(engine, 0, Prepare(
            "serve-start", Server.Replace("\"model-seed\":1", "\"sha256\":\"00\"", StringComparison.Ordinal)), Measure))[1]);
        Assert.Equal(["serve", folder], stub.Arguments[..2]);
        Assert.DoesNotContain("--load-format", stub.Arguments);
    }

    [Fact]
    public async Task A_load_has_all_its_values_and_one_server_serves_the_next_as_well()
    {
        using var stub = new StubServer();
        await using var engine = Engine(ServerLauncher.Vllm, stub.Variable);
        var answers = await ConverseAsync(
            engine, 0, Prepare("serve", Load), Measure, Measure.Replace("\"samples\":1", "\"samples\":2", StringComparison.Ordinal));
        var taken = Assert.IsType<Samples>(answers[1]);
        AssertHonest(taken);
        Assert.Equal(100, Assert.Single(taken.Extra!["attainment"]));
        Assert.Equal(100, Assert.Single(taken.Extra["success-rate"]));
        // Each token is at least a millisecond after the one before.
        Assert.All(taken.Extra["median-ttft"].Concat(taken.Extra["median-tpot"]), value => Assert.InRange(value, 0.001, taken.Seconds[0]));
        Assert.InRange(taken.Extra["median-e2e"][0], 0.008, taken.Seconds[0]);
        Assert.InRange(taken.Extra["token-rate"][0], 1, 2000);
        Assert.Contains("p90-ttft", taken.Extra.Keys);
        Assert.DoesNotContain("p99-ttft", taken.Extra.Keys);
        Assert.Equal(2, Assert.IsType<Samples>(answers[2]).Extra!["median-ttft"].Count);
    }

    [Fact]
    public async Task A_server_that_counts_other_tokens_is_noted()
    {
        using var stub = new StubServer("miscounts");
        await using var engine = Engine(ServerLauncher.Vllm, stub.Variable);
        var note = Assert.Single(Assert.IsType<Samples>((await ConverseAsync(engine, 0, Prepare("serve", Load), Measure))[1]).Notes!,
            note => note.Code == "server-counts");
        Assert.Equal(
            ("server-counts", "the server counted 384 prompt and 216 generated tokens, the client 384 and 192"), (note.Code, note.Message));
    }

    [Fact]
    public async Task A_server_that_dies_is_an_error_with_its_last_words()
    {
        using var stub = new StubServer("dies");
        await using var engine = Engine(ServerLauncher.Vllm, stub.Variable);
        var error = Assert.IsType<WorkerError>((await ConverseAsync(engine, 0, Prepare("serve", Load)))[0]);
        Assert.Equal("vllm-serve ended with exit code 3 before it was ready: boom", error.Message);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_cannot_be_done_is_unsupported(string from, string to, string reason)
    {
        using var stub = new StubServer();
        await using var engine = Engine(ServerLauncher.Vllm, stub.Variable);
        var answer = Assert.IsType<Unsupported>(
            Assert.Single(await ConverseAsync(engine, 0, Prepare("serve", Load.Replace(from, to, StringComparison.Ordinal)))));
        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_refuses_all_is_an_error_without_the_key()
    {
        const string variable = "STACKBENCH_TEST_SERVING_KEY", key = "sk-secret-4711";
        Environment.SetEnvironmentVariable(variable, key);
        string? seen = null;
        await using var server = new MockServer(exchange =>
        {
            seen = exchange.Request;
            return exchange.SendAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 401 No\r\nContent-Length: {15 + key.Length}\r\n\r\nno such key: {key}\n\n"));
        });
        await using var engine =
            Engine(null, _ => null, new ServingEngineSettings(_models.FullName, Endpoint: server.Endpoint, ApiKeyVariable: variable));
        var load = Load.Replace("\"type\":\"Q8_0\",\"model-seed\":1,", "", StringComparison.Ordinal);
        var error = Assert.IsType<WorkerError>((await ConverseAsync(engine, 0, Prepare("serve", load)))[0]);
        Assert.Contains($"Authorization: Bearer {key}", seen!, StringComparison.Ordinal);
        Assert.StartsWith(
            "none of 2 warm-up requests ended well; the first: HTTP 401: no such key: ***: name the variable", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public Task The_server_dies_with_the_host_that_reads_no_more() => DiesAsync(engine => engine.StandardOutput.Close());

    [Fact]
    public Task The_server_dies_when_the_engine_is_told_to_end() => DiesAsync(engine => Signal(engine, "-TERM"));

    [Fact]
    public async Task The_server_dies_when_the_engine_is_killed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "without setpriv nothing ends the server of an engine that is killed by itself");
        await DiesAsync(engine => Signal(engine, "-KILL"));
    }

    [Fact]
    public async Task The_real_llama_server_counts_what_the_client_counts()
    {
        RequiredLlama.Program("llama-server");
        await using var engine = Engine(ServerLauncher.LlamaServer, Environment.GetEnvironmentVariable);
        // The words of the smallest model are mostly bytes that make no character: llama-server holds those back.
        var load = Load.Replace("synthetic-tiny", "synthetic-small", StringComparison.Ordinal)
            .Replace("\"output\":8", "\"output\":32", StringComparison.Ordinal);
        var answers = await ConverseAsync(engine, 0, Hello, Prepare("serve", load), Measure, Prepare("serve-start", Server)
            .Replace("\"a\"", "\"b\"", StringComparison.Ordinal), Measure.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));
        Assert.Equal("llama-server", Assert.IsType<Ready>(answers[0]).Engine);
        var taken = Assert.IsType<Samples>(answers[2]);
        AssertHonest(taken);
        // Not because nobody told: its counters and the client's are there, and are exact.
        Assert.Equal(24 * 16, Assert.Single(taken.Extra!["server-prompt-tokens"]));
        Assert.Equal(24 * 32, Assert.Single(taken.Extra["server-generated-tokens"]));
        var start = Assert.IsType<Samples>(answers[4]);
        Assert.InRange(start.Extra!["startup-time"][0], 0.001, 600);
        Assert.InRange(start.Extra["peak-memory"][0], 1e6, 4e9);
    }

    // What a busy machine may cause, as events that come together, is left out.
    private static void AssertHonest(Samples taken) =>
        Assert.DoesNotContain(
            taken.Notes ?? [], note => note.Code is "server-counts" or "warm-cache" or "requests-failed" or "output-length" or "saturated");

    private async Task DiesAsync(Action<Process> end)
    {
        using var stub = new StubServer("slow");
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "stackbench"),
            ["engine", "vllm-serve"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["PATH"] = stub.Path + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["STACKBENCH_HOME"] = _models.FullName;
        using var engine = Process.Start(start)!;
        try
        {
            await engine.StandardInput.WriteLineAsync(Prepare("serve", Load));
            await engine.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            Assert.True(await ComesTrueAsync(() => File.Exists(stub.PidFile)), "the server did not start");
            var pid = int.Parse(
                await File.ReadAllTextAsync(stub.PidFile, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
            Assert.True(IsAlive(pid));
            end(engine);
            Assert.True(await ComesTrueAsync(() => !IsAlive(pid)), "the server lives on");
            Assert.True(await ComesTrueAsync(() => engine.HasExited), "the engine lives on");
        }
        finally
        {
            if (!engine.HasExited) engine.Kill(entireProcessTree: true);
        }
    }

    private static void Signal(Process process, string signal) =>
        Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    private ServingEngine Engine(ServerLauncher? launcher, Func<string, string?> variable, ServingEngineSettings? settings = null) =>
        new(launcher, settings ?? new ServingEngineSettings(_models.FullName), variable, TimeProvider.System);

    private static string Prepare(string op, string parameters) =>
        $$"""{"type":"prepare","id":"a","op":"{{op}}","params":{{parameters}},"device":"cpu","seed":1}""";

    private static Task<List<WorkerMessage>> ConverseAsync(ServingEngine engine, int exitCode, params string[] messages) =>
        EngineAnswers.OfAsync(engine, exitCode, messages);
}

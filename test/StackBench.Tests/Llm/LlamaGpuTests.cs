using System.Diagnostics;
using StackBench.Llm.Engine;
using StackBench.Llm.Gguf;
using StackBench.Protocol;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Llm;

/// <summary>No GPU ran these: a stand-in prints what llama.cpp's source prints.</summary>
public sealed class LlamaGpuTests : IDisposable
{
    private const string OnGpu =
        """{"model":"synthetic-tiny","type":"Q8_0","model-seed":1,"tokens":32,"depth":0,"threads":2,"batch":2048,"flash-attention":"auto","gpu-layers":"all"}""";

    private static readonly string OnCpu = OnGpu.Replace("\"all\"", "0", StringComparison.Ordinal);

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public async Task Devices_have_addresses_and_a_test_runs_on_the_one_asked_for()
    {
        using var llama = new GpuLlamaBench();
        var answers = await ConverseAsync(llama, "cuda:1", OnGpu);
        // The GPU that Vulkan names as well is there once.
        Assert.Equal(
            [new WorkerDevice("cpu", "cpu"), new WorkerDevice("cuda:0", "cuda", "NVIDIA H200", "0000:0a:00.0", null, 143771L << 20),
                new WorkerDevice("cuda:1", "cuda", "NVIDIA H200", "0000:8d:00.0", null, 143771L << 20)],
            Assert.IsType<Ready>(answers[0]).Devices);
        Assert.Equal("llama.cpp b11669 Debian, CUDA,Vulkan, all layers on CUDA1 (NVIDIA H200), flash attention auto",
            Assert.IsType<Prepared>(answers[1]).Backend);
        Assert.Equal(3, Assert.IsType<Samples>(answers[2]).Seconds.Count);

        // The log is asked for where no sample is kept.
        Assert.EndsWith(
            " -n 0 -r 1 -t 1 -b 1 -ngl 999 -o jsonl -dev CUDA0/CUDA1/Vulkan0 -v", llama.Arguments[^3], StringComparison.Ordinal);
        Assert.EndsWith(" -n 32 -r 1 -t 2 -b 2048 -ngl 999 -o jsonl -dev CUDA1 -v", llama.Arguments[^2], StringComparison.Ordinal);
        Assert.EndsWith(" -n 32 -r 3 -t 2 -b 2048 -ngl 999 -o jsonl -dev CUDA1", llama.Arguments[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GPU_without_an_address_is_chosen_by_name()
    {
        using var llama = new GpuLlamaBench("untold");
        var answers = await ConverseAsync(llama, "cuda:0", OnGpu);
        Assert.Equal(["cpu", "cuda:0", "cuda:1", "vulkan:0"], Assert.IsType<Ready>(answers[0]).Devices.Select(device => device.Id));
        Assert.All(Assert.IsType<Ready>(answers[0]).Devices, device => Assert.Null(device.Pci));
        Assert.IsType<Samples>(answers[2]);
    }

    [Theory]
    [InlineData("cpu", "llama-bench does not say that it uses CUDA0")]
    [InlineData("partial", "llama-bench put 2 of 3 layers on CUDA0")]
    [InlineData("other", "llama-bench uses CUDA1, not CUDA0 alone")]
    [InlineData("moved", "llama-bench uses the device at 0000:8d:00.0, not at 0000:0a:00.0")]
    public async Task Layers_that_are_elsewhere_are_an_error_and_nothing_is_prepared(string mode, string message)
    {
        using var llama = new GpuLlamaBench(mode);
        var answers = await ConverseAsync(llama, "cuda:0", OnGpu);
        var error = Assert.IsType<WorkerError>(answers[1]);
        Assert.Equal(
            ("prepare", message + ": nothing is measured that may have run elsewhere; a smaller --model may fit, or use --device cpu"),
            (error.Stage, error.Message));
        Assert.Equal("protocol", Assert.IsType<WorkerError>(answers[2]).Stage);
    }

    [Fact]
    public async Task Samples_of_another_device_are_none()
    {
        using var llama = new GpuLlamaBench("later");
        var answers = await ConverseAsync(llama, "cuda:0", OnGpu);
        Assert.IsType<Prepared>(answers[1]);
        var error = Assert.IsType<WorkerError>(answers[2]);
        Assert.Equal("measure", error.Stage);
        Assert.StartsWith("llama-bench was given CUDA0, and names auto as its devices: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_CPU_is_the_CPU_alone()
    {
        using var llama = new GpuLlamaBench();
        var answers = await ConverseAsync(llama, "cpu", OnCpu);
        Assert.Equal("llama.cpp b11669 Debian, CUDA,Vulkan, flash attention auto", Assert.IsType<Prepared>(answers[1]).Backend);
        Assert.All(llama.Arguments[^2..], line => Assert.EndsWith(" -ngl 0 -o jsonl -dev none", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_is_unsupported_and_a_model_is_not_divided()
    {
        using var llama = new GpuLlamaBench();
        var answer = Assert.IsType<Unsupported>((await ConverseAsync(llama, "cuda:7", OnGpu))[1]);
        Assert.Equal(("llama-bench has no device cuda:7", "it has cpu, cuda:0, cuda:1"), (answer.Reason, answer.Remedy));
        Assert.Contains("'gpu-layers'", Assert.IsType<Unsupported>((await ConverseAsync(
            llama, "cuda:0", OnGpu.Replace("\"all\"", "\"20\"", StringComparison.Ordinal)))[1]).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "'gpu-layers'", Assert.IsType<Unsupported>((await ConverseAsync(llama, "cuda:0", OnCpu))[1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_takes_the_GPU_at_an_address_and_its_results_carry_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var llama = new GpuLlamaBench();
        var model = ModelFolder.Make(new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, 1), _models.FullName, cancellation: cancellation);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "stackbench"), ["run", "llm", "--model", model, "--device",
            "0000:8D:00.0", "--launches", "1"])
        { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["STACKBENCH_LLAMA"] = llama.Path;
        start.Environment["STACKBENCH_HOME"] = _models.FullName;
        using var run = Process.Start(start)!;
        var text = await run.StandardOutput.ReadToEndAsync(cancellation);
        await run.WaitForExitAsync(cancellation);
        Assert.Contains("llm  0000:8d:00.0, llama.cpp", text, StringComparison.Ordinal);
        Assert.Contains("4 ok", text, StringComparison.Ordinal);
        var tests = llama.Arguments.Where(line => line.Contains(" -b 2048 ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(tests);
        Assert.All(tests, line => Assert.Contains(" -ngl 999 -o jsonl -dev CUDA1", line, StringComparison.Ordinal));
    }

    private async Task<List<WorkerMessage>> ConverseAsync(GpuLlamaBench llama, string device, string parameters)
    {
        var input = """{"type":"hello","protocol":1}""" + "\n"
            + $$"""{"type":"prepare","id":"a","op":"decode","params":{{parameters}},"device":"{{device}}","seed":3}""" + "\n"
            + """{"type":"measure","id":"a","iterations":1,"samples":3}""";
        var engine = new LlamaEngine(
            new LlamaEngineSettings(_models.FullName, null), name => name == "STACKBENCH_LLAMA" ? llama.Path : null);
        return await EngineAnswers.OfAsync(engine, 0, input);
    }
}

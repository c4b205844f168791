using StackBench.Llm.Devices;
using StackBench.Protocol;
using StackBench.Serving.Engine;
using StackBench.Serving.Servers;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Serving;

/// <summary>No GPU ran these: a stand-in prints what llama.cpp's source prints.</summary>
public sealed class ServingGpuTests : IDisposable
{
    private const string Server = """{"model":"synthetic-tiny","type":"Q8_0","model-seed":1,"slots":1,"context":128,"threads":1}""";

    private static readonly LlamaDevice Wanted = new("CUDA0", "NVIDIA H200", Pci: "0000:0a:00.0");

    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("stackbench-models-");

    public void Dispose() => _models.Delete(recursive: true);

    [Fact]
    public void Devices_are_read_from_the_list()
    {
        Assert.Equal(
            [new LlamaDevice("CUDA0", "NVIDIA H200", 143771L << 20), new LlamaDevice("Vulkan1", "AMD Radeon (RADV NAVI31)", 24560L << 20)],
            LlamaDevices.List("load_backend: loaded CUDA backend\nAvailable devices:\n  CUDA0: NVIDIA H200 (143771 MiB, 143235 MiB free)\n "
                + " Vulkan1: AMD Radeon (RADV NAVI31) (24560 MiB, 100 MiB free)\r\n"));
        Assert.Empty(LlamaDevices.List("Available devices:\n  (none)\n"));
        Assert.Empty(LlamaDevices.List("Available devices:\n  BLAS: OpenBLAS (0 MiB, 0 MiB free)\n"));
    }

    [Theory]
    [InlineData("CUDA0", "cuda:0")]
    [InlineData("ROCm12", "hip:12")]
    [InlineData("SYCL1", "xpu:1")]
    [InlineData("GPUOpenCL", "opencl:0")]
    [InlineData("Vulkan0", "vulkan:0")]
    public void Devices_have_the_names_of_the_protocol(string name, string id) => Assert.Equal(id, new LlamaDevice(name, "").Id);

    [Theory]
    [InlineData(null, "x: using device CUDA0 (NVIDIA H200) (0000:0A:00.0) - 1 MiB free", "load_tensors: offloaded 33/33 layers to GPU")]
    [InlineData(null, "x: using device CUDA0 (NVIDIA H200) - 1 MiB free", "load_tensors: offloaded 33/33 layers to GPU")]
    [InlineData(null, "x: using device CUDA0 (NVIDIA H200) (unknown id) - 1 MiB free", "load_tensors: offloaded 33/33 layers to GPU")]
    [InlineData("does not say that it uses CUDA0")]
    [InlineData("does not say that it uses CUDA0", "load_tensors: offloaded 0/33 layers to GPU")]
    [InlineData("does not say how many layers it put on CUDA0", "x: using device CUDA0 (NVIDIA H200) (0000:0a:00.0) - 1 MiB free")]
    [InlineData("put 20 of 33 layers on CUDA0", "x: using device CUDA0 (NVIDIA H200) (0000:0a:00.0) - 1 MiB free",
        "load_tensors: offloaded 20/33 layers to GPU")]
    [InlineData("uses CUDA1, not CUDA0 alone", "x: using device CUDA1 (NVIDIA H200) (0000:0b:00.0) - 1 MiB free",
        "load_tensors: offloaded 33/33 layers to GPU")]
    [InlineData("uses the device at 0000:0b:00.0, not at 0000:0a:00.0", "x: using device CUDA0 (NVIDIA H200) (0000:0b:00.0) - 1 MiB free",
        "load_tensors: offloaded 33/33 layers to GPU")]
    public void Only_a_log_that_says_it_all_is_believed(string? flaw, params string[] log)
    {
        Assert.All(log, line => Assert.True(LlamaDevices.IsTelling(line)));
        Assert.Equal(flaw, LlamaDevices.Flaw(Wanted, [.. log]));
    }

    [Fact]
    public async Task Devices_have_addresses_and_a_server_is_started_on_the_one_asked_for()
    {
        using var stub = new StubServer(program: "llama-server");
        await using var engine = Engine(stub);
        var answers = await ConverseAsync(engine, "cuda:1");
        // The GPU that Vulkan names as well is there once.
        Assert.Equal(
            [new WorkerDevice("cpu", "cpu"), new WorkerDevice("cuda:0", "cuda", "NVIDIA H200", "0000:0a:00.0", null, 143771L << 20),
                new WorkerDevice("cuda:1", "cuda", "NVIDIA H200", "0000:8d:00.0", null, 143771L << 20)],
            Assert.IsType<Ready>(answers[0]).Devices);
        Assert.Equal("llama-server, all layers on CUDA1 (NVIDIA H200)", Assert.IsType<Prepared>(answers[1]).Backend);
        Assert.IsType<Samples>(answers[2]);
        Assert.Equal(["--device", "CUDA1", "-ngl", "999", "--verbosity", "4"], stub.Arguments[^6..]);
    }

    [Theory]
    [InlineData("cpu", "llama-server does not say that it uses CUDA0")]
    [InlineData("partial", "llama-server put 2 of 3 layers on CUDA0")]
    [InlineData("other", "llama-server uses CUDA1, not CUDA0 alone")]
    public async Task Layers_that_are_elsewhere_are_an_error_and_the_server_is_gone(string mode, string message)
    {
        using var stub = new StubServer(mode, "llama-server");
        await using var engine = Engine(stub);
        var error = Assert.IsType<WorkerError>((await ConverseAsync(engine, "cuda:0"))[2]);
        Assert.StartsWith(message + ": nothing is measured that may have run elsewhere", error.Message, StringComparison.Ordinal);
        var pid = int.Parse(await File.ReadAllTextAsync(
            stub.PidFile, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(Fixtures.ProcessLife.IsAlive(pid));
    }

    [Fact]
    public async Task The_CPU_is_the_CPU_alone_and_what_is_not_there_is_unsupported()
    {
        using var stub = new StubServer(program: "llama-server");
        await using var engine = Engine(stub);
        Assert.Equal("llama-server", Assert.IsType<Prepared>((await ConverseAsync(engine, "cpu"))[1]).Backend);
        Assert.Equal(["--device", "none"], stub.Arguments[^2..]);
        await using var other = Engine(stub);
        Assert.Equal("llama-server has no device cuda:7", Assert.IsType<Unsupported>((await ConverseAsync(other, "cuda:7"))[1]).Reason);
    }

    private ServingEngine Engine(StubServer stub) =>
        new(ServerLauncher.LlamaServer, new ServingEngineSettings(_models.FullName), stub.Variable, TimeProvider.System);

    private static async Task<List<WorkerMessage>> ConverseAsync(ServingEngine engine, string device)
    {
        var input = """{"type":"hello","protocol":1}""" + "\n"
            + $$"""{"type":"prepare","id":"a","op":"serve-start","params":{{Server}},"device":"{{device}}","seed":3}""" + "\n"
            + """{"type":"measure","id":"a","iterations":1,"samples":1}""";
        return await EngineAnswers.OfAsync(engine, 0, input);
    }
}

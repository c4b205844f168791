using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

public sealed class PythonEnginesTests
{
    [Theory]
    [InlineData("pytorch", "", "torch is not installed for /usr/bin/python3",
        "pip install torch, or name another interpreter with --python")]
    [InlineData("pytorch", "torch", null, null)]
    [InlineData("vllm", "torch", "vllm is not installed for /usr/bin/python3",
        "pip install vllm, or name another interpreter with --python")]
    [InlineData("triton", "torch", "triton is not installed for /usr/bin/python3",
        "install the Triton that belongs to this PyTorch, or name another interpreter with --python")]
    [InlineData("triton", "torch,pytorch-triton-rocm", null, null)]
    [InlineData("megatron", "torch", "megatron-core is not installed for /usr/bin/python3",
        "pip install megatron-core, or name another interpreter with --python")]
    [InlineData("megatron", "torch,megatron-core", null, null)]
    [InlineData("deepspeed", "deepspeed", "torch is not installed for /usr/bin/python3",
        "pip install torch, or name another interpreter with --python")]
    public void What_the_files_say_is_absent_is_not_started(string family, string packages, string? reason, string? remedy)
    {
        var engine = PythonEngines.Define("/usr/bin/python3", "/worker", packages.Split(',')).Single(engine => engine.Name == family);
        Assert.Equal((reason, remedy), (engine.Missing?.Reason, engine.Missing?.Remedy));
        Assert.Equal(["/usr/bin/python3", "-u", "/worker", family], engine.Command);
    }

    [Fact]
    public void An_interpreter_that_was_named_is_always_asked() =>
        Assert.All(PythonEngines.Define("/usr/bin/python3", "/worker", packages: null), engine => Assert.Null(engine.Missing));

    [Fact]
    public void Without_an_interpreter_all_say_so() =>
        Assert.All(PythonEngines.Define(null, "/worker", packages: null), engine =>
            Assert.Equal("there is no Python interpreter here", engine.Missing?.Reason));
}

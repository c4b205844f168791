using StackBench.Core.Results;
using StackBench.Llm.Programs;
using StackBench.Machine.Reading;
using StackBench.Machine.Software;

namespace StackBench.Tests.Machine.Software;

public sealed class MeasuredSoftwareTests
{
    [Theory]
    [InlineData("flash_attn-2.8.3.dist-info", "software.flash-attn", "1.5")]
    [InlineData("flash_attn_3-3.0.0b1.dist-info", "software.flash-attn-3", "1.5")]
    [InlineData("flash_attn_3-3.0.0b1-py3.12-linux-x86_64.egg/EGG-INFO", "software.flash-attn-3", "1.5")]
    [InlineData("flashattn_hopper-3.0.0.egg-info", "software.flash-attn-3", "flashattn-hopper 1.5")]
    [InlineData("flash_attn_4-4.0.0.dist-info", "software.flash-attn-4", "1.5")]
    [InlineData("xformers-0.0.30.dist-info", "software.xformers", "1.5")]
    [InlineData("amd_aiter-0.1.5.dist-info", "software.aiter", "amd-aiter 1.5")]
    [InlineData("transformer_engine-2.5.0.dist-info", "software.transformer-engine", "1.5")]
    [InlineData("transformer_engine_cu12-2.5.0.dist-info", "software.transformer-engine", "transformer-engine-cu12 1.5")]
    [InlineData("apex-0.1.dist-info", "software.apex", "1.5")]
    [InlineData("flashinfer_python-0.2.dist-info", "software.flashinfer", "flashinfer-python 1.5")]
    [InlineData("sglang-0.5.dist-info", "software.sglang", "1.5")]
    [InlineData("bitsandbytes-0.46.dist-info", "software.bitsandbytes", "1.5")]
    [InlineData("jax-0.7.dist-info", "software.jax", "1.5")]
    [InlineData("jaxlib-0.7.dist-info", "software.jaxlib", "1.5")]
    [InlineData("cupy_cuda12x-13.5.dist-info", "software.cupy", "cupy-cuda12x 1.5")]
    [InlineData("cupy_rocm_5_0-13.5.dist-info", "software.cupy", "cupy-rocm-5-0 1.5")]
    [InlineData("onnxruntime_rocm-1.22.dist-info", "software.onnxruntime", "onnxruntime-rocm 1.5")]
    [InlineData("onnxruntime_migraphx-1.22.dist-info", "software.onnxruntime", "onnxruntime-migraphx 1.5")]
    [InlineData("onnxruntime_directml-1.22.dist-info", "software.onnxruntime", "onnxruntime-directml 1.5")]
    [InlineData("onnxruntime-1.22.dist-info", "software.onnxruntime", "1.5")]
    [InlineData("rocm_sdk_core-7.0.dist-info", "software.rocm-sdk-core", "1.5")]
    [InlineData("rocm-7.0.dist-info", "software.rocm-sdk-core", "rocm 1.5")]
    [InlineData("rocm_sdk_libraries_gfx94X_dcgpu-7.0.dist-info", "software.rocm-sdk-libraries", "rocm-sdk-libraries-gfx94x-dcgpu 1.5")]
    [InlineData("pytorch_triton_rocm-3.4.0.dist-info", "software.triton", "pytorch-triton-rocm 1.5")]
    public void Packages_of_the_measured_interpreter_are_facts(string entry, string fact, string value)
    {
        using var tree = Environments();
        var metadata = entry.EndsWith(".dist-info", StringComparison.Ordinal) ? "METADATA" : "PKG-INFO";
        tree.With($"/env/new/lib/python3.13/site-packages/{entry}/{metadata}", "Name: x\nVersion: 1.5\n");
        Assert.Equal(value, Facts(tree, "/env/new/bin/python")[fact].Value);
    }

    [Fact]
    public void It_is_the_interpreter_that_was_named_and_not_the_one_of_the_user()
    {
        using var tree = Environments();
        var (old, now) = (Facts(tree, null), Facts(tree, "/env/new/bin/python"));
        Assert.Equal(("3.12.3", "2.6.0+cpu"), (old["software.python"].Value, old["software.torch"].Value));
        Assert.Equal(("3.13.1", "2.9.0+rocm7.0", "rocm 7.0", "absent"), (now["software.python"].Value, now["software.torch"].Value,
            now["software.torch-build"].Value, now["software.vllm"].Value));
        Assert.DoesNotContain("software.xformers", now.Keys);
    }

    [Theory]
    [InlineData("flash_attn_interface.py", "software.flash-attn-3")]
    [InlineData("flash_attn/cute/__init__.py", "software.flash-attn-4")]
    public void A_module_without_metadata_is_there_though_its_version_is_unknown(string file, string fact)
    {
        using var tree = Environments().With($"/env/new/lib/python3.13/site-packages/{file}", "");
        Assert.Contains("no metadata", Facts(tree, "/env/new/bin/python")[fact].UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_llama_cpp_of_a_folder_of_its_own_is_not_the_one_of_the_path()
    {
        Assert.Equal(LlamaProgram.Variable, ToolReader.LlamaVariable);
        using var tree = Environments().With("/usr/bin/llama-bench", "x").With("/opt/llama/llama-bench", "x")
            .With("/var/lib/dpkg/status", "Package: llama.cpp\nStatus: install ok installed\nVersion: 5882\n");
        Assert.Equal("5882", Facts(tree, null)["software.llama.cpp"].Value);
        Assert.Contains("/opt/llama/llama-bench",
            Facts(tree, null, (LlamaProgram.Variable, "/opt/llama"))["software.llama.cpp"].UnknownReason, StringComparison.Ordinal);
        Assert.Contains("not found",
            Facts(tree, null, (LlamaProgram.Variable, "/nowhere"))["software.llama.cpp"].UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_packages_given_to_one_side_is_read_for_it()
    {
        using var tree = Environments().With("/extra/torch-9.0.dist-info/METADATA", "Name: torch\nVersion: 9.0\n");
        Assert.Equal("9.0", Facts(tree, "/env/new/bin/python", ("PYTHONPATH", "/extra"))["software.torch"].Value);
    }

    private static TreeCopy Environments()
    {
        var tree = new TreeCopy()
            .With("/env/old/pyvenv.cfg", "version = 3.12.3\n").With("/env/old/bin/python", "x")
            .With("/env/old/lib/python3.12/site-packages/torch-2.6.0+cpu.dist-info/METADATA", "Name: torch\nVersion: 2.6.0+cpu\n")
            .With("/env/new/pyvenv.cfg", "version = 3.13.1\n").With("/env/new/bin/python", "x")
            .With("/env/new/lib/python3.13/site-packages/torch-2.9.0+rocm7.0.dist-info/METADATA",
                "Name: torch\nVersion: 2.9.0+rocm7.0\n");
        return tree;
    }

    private static Dictionary<string, FingerprintFact> Facts(
        TreeCopy tree, string? interpreter, params (string Name, string Value)[] given)
    {
        var facts = MachineReader.Read(tree.Root, name => name == "VIRTUAL_ENV" ? "/env/old" : name == "PATH" ? "/usr/bin" : null);
        var software = MeasuredSoftware.Of(facts.Software, interpreter,
            name => given.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault(), tree.Root);
        return MachineFingerprint.Of(facts with { Software = software }, _ => null, [])
            .ToDictionary(fact => fact.Name, StringComparer.Ordinal);
    }
}

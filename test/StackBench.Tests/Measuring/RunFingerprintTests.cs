using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine.Reading;
using StackBench.Measuring;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Measuring;

public sealed class RunFingerprintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_side_of_a_pair_has_the_facts_of_its_own_interpreter()
    {
        var (a, b) = (Of(Environment("a", "2.8.0")), Of(Environment("b", "2.9.0")));
        Assert.Equal(("2.8.0", "2.9.0"), (a["software.torch"].Value, b["software.torch"].Value));
        Assert.Equal(("3.12.1", "absent"), (b["software.python"].Value, b["software.vllm"].Value));
    }

    [Fact]
    public void What_no_file_tells_the_engine_does()
    {
        // A script that starts Python somewhere else: its folders hold nothing.
        var script = File("bin/start-python", "#!/bin/sh\n");
        var software = ImmutableDictionary<string, string>.Empty.Add("python", "3.14.0").Add("torch", "2.14").Add("blas", "x");
        var facts = Of(script, software);
        Assert.Equal(("3.14.0", "2.14"), (facts["software.python"].Value, facts["software.torch"].Value));
        Assert.Null(facts["software.vllm"].Value);
        Assert.DoesNotContain("software.blas", facts.Keys);
    }

    /// <summary>A script that starts the interpreter may set some; what came from here is a fact of the machine already.</summary>
    [Fact]
    public void Variables_that_only_the_engine_has_are_facts_of_it()
    {
        var told = ImmutableDictionary<string, string>.Empty.Add("env.ONEDNN_MAX_CPU_ISA", "SSE41").Add("env.OMP_PROC_BIND", "true")
            .Add("env.MKL_LICENSE_KEY", "x").Add("env.HOME", "/root").Add("env.NCCL_SOCKET", "tcp://me:secret@host");
        var engine = new EngineStatus(
            new EngineDefinition { Name = "pytorch", Command = ["python"] },
            new Ready(ProtocolVersion.Current, "pytorch", "2.14", [], [], told));
        var facts = Of([engine], ("OMP_PROC_BIND", "true"));
        Assert.Equal(
            [("engine.pytorch.env.NCCL_SOCKET", "tcp://host"), ("engine.pytorch.env.ONEDNN_MAX_CPU_ISA", "SSE41")],
            facts.Values.Where(fact => fact.Name.StartsWith("engine.pytorch.env.", StringComparison.Ordinal))
                .Select(fact => (fact.Name, fact.Value)).Order());
        var other = Of([engine], ("OMP_PROC_BIND", "close"));
        Assert.Equal("true", other["engine.pytorch.env.OMP_PROC_BIND"].Value);
    }

    [Fact]
    public void A_llama_cpp_without_a_package_is_of_the_version_that_its_program_tells()
    {
        File("llama/llama-bench", "x");
        var engine = new EngineStatus(
            new EngineDefinition { Name = "llama.cpp", Command = ["stackbench"] },
            new Ready(ProtocolVersion.Current, "llama.cpp", "1.2 (build 7)", [], [], ImmutableDictionary<string, string>.Empty));
        var facts = Of([engine], ("STACKBENCH_LLAMA", _folder.File("llama")));
        Assert.Equal("1.2 (build 7)", facts["software.llama.cpp"].Value);
    }

    private static Dictionary<string, FingerprintFact> Of(string interpreter, ImmutableDictionary<string, string>? told = null)
    {
        var ready = told is null ? null : new Ready(ProtocolVersion.Current, "pytorch", "2.14", [], [], told);
        return Of([new EngineStatus(new EngineDefinition { Name = "pytorch", Command = [interpreter, "-u"] }, ready)]);
    }

    private static Dictionary<string, FingerprintFact> Of(EngineStatus[] engines, params (string Name, string Value)[] variables)
    {
        using var writer = new StringWriter();
        var console = Consoles.Create(writer, isRedirected: true);
        var surroundings = new Surroundings(console, console, TimeProvider.System, name =>
            variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault());
        return RunFingerprint.Of(MachineReader.Read(variable: _ => null), engines, surroundings).Facts
            .ToDictionary(fact => fact.Name, StringComparer.Ordinal);
    }

    private string Environment(string name, string torch)
    {
        File($"{name}/pyvenv.cfg", "version = 3.12.1\n");
        File($"{name}/lib/python3.12/site-packages/torch-{torch}.dist-info/METADATA", $"Name: torch\nVersion: {torch}\n");
        return File($"{name}/bin/python", "x");
    }

    private string File(string name, string text)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

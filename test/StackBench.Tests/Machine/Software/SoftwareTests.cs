using StackBench.Core.Results;
using StackBench.Machine;
using StackBench.Machine.Files;
using StackBench.Machine.Reading;
using StackBench.Machine.Software;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Machine.Software;

public sealed class SoftwareTests
{
    private const string Site = "lib/python3.12/site-packages";

    [Theory]
    [InlineData("2.6.0+cu124", "cuda 12.4")]
    [InlineData("1.12.1+cu92", "cuda 9.2")]
    [InlineData("2.5.1+rocm6.2", "rocm 6.2")]
    [InlineData("2.7.0+rocm7.0.2", "rocm 7.0.2")]
    [InlineData("2.6.0+cpu", "cpu")]
    [InlineData("2.6.0+cpu.cxx11.abi", "cpu")]
    [InlineData("2.6.0+xpu", "xpu")]
    [InlineData("2.6.0", null)]
    [InlineData("2.6.0+git1234abc", null)]
    [InlineData("2.6.0+custom", null)]
    public void A_build_is_told_by_the_local_part_of_a_version(string version, string? build) =>
        Assert.Equal(build, TorchBuild.OfVersion(version));

    [Theory]
    [InlineData("cuda: Optional[str] = '12.4'\nhip: Optional[str] = None\n", "cuda 12.4")]
    [InlineData("cuda: Optional[str] = None\nhip: Optional[str] = '6.2.41133'\n", "rocm 6.2.41133")]
    [InlineData("cuda: Optional[str] = None\nhip: Optional[str] = '7.0.51831'\nrocm: Optional[str] = '7.0.0'\n", "rocm 7.0.0")]
    [InlineData("cuda = None\nhip = None\n", "cpu")]
    [InlineData("cuda = None\nhip = None\nxpu = '20250000'\n", "xpu")]
    [InlineData("__version__ = '2.6.0'\n", null)]
    public void Else_by_the_text_of_its_version_module(string text, string? build) =>
        Assert.Equal(build, TorchBuild.OfText(text, "x") is { IsKnown: true } known ? known.Value : null);

    [Theory]
    [InlineData("Flash_Attn", "flash-attn")]
    [InlineData("megatron.core", "megatron-core")]
    [InlineData("pytorch_triton-rocm", "pytorch-triton-rocm")]
    public void Spellings_of_a_name_are_one(string name, string normalized) => Assert.Equal(normalized, MlPackages.Normalize(name));

    [Fact]
    public void An_active_environment_is_what_its_user_would_start()
    {
        using var tree = Machine()
            .With("/home/u/env/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.12.3\n")
            .With($"/home/u/env/{Site}/torch-2.6.0+rocm6.2.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: torch\nVersion: 2.6.0+rocm6.2\n\nVersion: 9.9 in the description\n")
            .With($"/home/u/env/{Site}/pytorch_triton_rocm-3.2.0.dist-info/METADATA", "Name: pytorch-triton-rocm\nVersion: 3.2.0\n")
            .With($"/home/u/env/{Site}/torchvision-0.21.0.dist-info/METADATA", "Name: torchvision\nVersion: 0.21.0\n");
        Link(tree, "home/u/env/bin/python", "/usr/bin/python3");
        var software = Read(tree, ("VIRTUAL_ENV", "/home/u/env"), ("PATH", "/home/u/env/bin:/usr/bin"), ("HOME", "/home/u"));
        var active = software.ActivePython!;
        Assert.Equal(("/home/u/env/bin/python", "venv", "3.12.3", "rocm 6.2"),
            (active.Path, active.Kind, active.Version.Value, active.TorchBuild.Value));
        Assert.Equal(["pytorch-triton-rocm 3.2.0", "torch 2.6.0+rocm6.2"],
            active.Packages.Select(package => $"{package.Key} {package.Value.Value}"));
        var system = Assert.Single(software.Pythons, python => !python.IsActive);
        Assert.Equal(("/usr/bin/python3", "3.12.3", "1.0.0"), (system.Path, system.Version.Value, system.Packages["torch"].Value));
    }

    [Theory]
    [InlineData("false", "", null)]
    [InlineData("true", "", "1.0.0")]
    [InlineData("true", "/home/u/extra", "7.0")]
    [InlineData("false", "/home/u/extra", "7.0")]
    public void An_environment_sees_what_an_import_would_see(string seesSystem, string pythonPath, string? torch)
    {
        using var tree = Machine().With(
            "/home/u/env/pyvenv.cfg", $"home = /usr/bin\ninclude-system-site-packages = {seesSystem}\nversion_info = 3.12.3.final.0\n")
            .With("/home/u/extra/torch-7.0.dist-info/METADATA", "Name: torch\nVersion: 7.0\n");
        Link(tree, "home/u/env/bin/python", "/usr/bin/python3");
        var active = Read(tree, ("VIRTUAL_ENV", "/home/u/env"), ("PYTHONPATH", pythonPath)).ActivePython!;
        Assert.Equal(torch, active.Packages.TryGetValue("torch", out var version) ? version.Value : null);
    }

    [Theory]
    [InlineData("", "2.0")]
    [InlineData("1", "1.0.0")]
    public void A_users_own_packages_come_before_the_systems(string noUserSite, string torch)
    {
        using var tree =
            Machine().With("/home/u/.local/lib/python3.12/site-packages/torch-2.0.dist-info/METADATA", "Name: torch\nVersion: 2.0\n");
        Assert.Equal(torch,
            Read(tree, ("HOME", "/home/u"), ("PATH", "/usr/bin"), ("PYTHONNOUSERSITE", noUserSite)).ActivePython!.Packages["torch"].Value);
    }

    [Fact]
    public void Interpreters_are_found_where_tools_put_them_each_once()
    {
        using var tree = Machine()
            .With("/home/u/miniconda3/bin/python3.11", "x").With("/home/u/miniconda3/conda-meta/python-3.11.9-h1.json", "{}")
            .With("/home/u/miniconda3/envs/ml/bin/python3.10", "x")
            .With("/home/u/miniconda3/envs/ml/lib/python3.10/site-packages/vllm-0.6.0.dist-info/METADATA", "Name: vllm\nVersion: 0.6.0\n")
            .With("/home/u/.conda/environments.txt", "/home/u/miniconda3/envs/ml\n/home/u/gone\n")
            .With("/home/u/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13", "x")
            .With("/home/u/.pyenv/versions/3.9.18/bin/python3.9", "x")
            .With("/home/u/project/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.3\n");
        Link(tree, "home/u/miniconda3/bin/python", "python3.11");
        Link(tree, "home/u/miniconda3/envs/ml/bin/python", "python3.10");
        Link(tree, "home/u/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3", "python3.13");
        Link(tree, "home/u/.pyenv/versions/3.9.18/bin/python", "python3.9");
        Link(tree, "home/u/project/.venv/bin/python", "/usr/bin/python3");
        var software = SoftwareReader.Read(
            new SystemTree(tree.Root), name => name == "HOME" ? "/home/u" : name == "PATH" ? "/usr/bin:bin" : null, "/home/u/project");
        Assert.Equal(
            ["system 3.12.3", "venv 3.12.3", "conda 3.11.9", "conda 3.10", "uv 3.13.1", "pyenv 3.9.18"],
            software.Pythons.Select(python => $"{python.Kind} {python.Version}"));
        Assert.Equal("/usr/bin/python3", software.ActivePython!.Path);
        Assert.Equal("0.6.0", software.Pythons.Single(python => python.Version.Value == "3.10").Packages["vllm"].Value);
    }

    [Theory]
    [InlineData("", "3.11.7", "pyenv 3.11.7")]
    [InlineData("3.12.1", "3.11.7", "pyenv 3.12.1")]
    [InlineData("", "system", "system 3.12.3")]
    [InlineData("", "9.9.9\n3.12.1\n", "pyenv 3.12.1")]
    public void The_scripts_of_pyenv_stand_for_the_version_they_would_start(string variable, string file, string started)
    {
        using var tree = Machine().With("/home/u/.pyenv/version", file).With("/home/u/.pyenv/shims/python3", "#!/bin/sh")
            .With("/home/u/.pyenv/shims/python3.9", "#!/bin/sh")
            .With("/home/u/.pyenv/versions/3.11.7/bin/python3.11", "x").With("/home/u/.pyenv/versions/3.12.1/bin/python3.12", "x");
        Link(tree, "home/u/.pyenv/versions/3.11.7/bin/python3", "python3.11");
        Link(tree, "home/u/.pyenv/versions/3.12.1/bin/python3", "python3.12");
        var software = Read(tree, ("PYENV_VERSION", variable), ("PATH", "/home/u/.pyenv/shims:/usr/bin"));
        Assert.Equal(started, $"{software.ActivePython!.Kind} {software.ActivePython.Version}");
        Assert.DoesNotContain(software.Pythons, python => python.Path.Contains("shims", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_python3_of_the_path_is_started_whatever_else_lies_before_it()
    {
        using var tree = Machine().With("/opt/tools/python3.9", "x");
        Assert.Equal("/usr/bin/python3", Read(tree, ("PATH", "/opt/tools:/usr/bin")).ActivePython!.Path);
    }

    [Fact]
    public void Broken_metadata_and_links_in_circles_are_unknown_and_no_error()
    {
        using var tree = Machine().With("/usr/lib/python3/dist-packages/vllm-0.1.dist-info/RECORD", "x")
            .With("/usr/lib/python3/dist-packages/deepspeed-0.1.dist-info/METADATA", "Name: deepspeed\n\nVersion: 4\n");
        Link(tree, "home/u/.virtualenvs/loop/bin/python", "python");
        var python = Assert.Single(Read(tree, ("HOME", "/home/u"), ("PATH", "/usr/bin")).Pythons);
        Assert.Contains("no readable metadata", python.Packages["vllm"].UnknownReason, StringComparison.Ordinal);
        Assert.Contains("tells no version", python.Packages["deepspeed"].UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Drivers_toolkits_and_programs_are_read_from_their_files()
    {
        using var tree = new TreeCopy()
            .With("/proc/driver/nvidia/version",
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n")
            .With("/sys/module/amdgpu/version", "6.8.5\n")
            .With("/opt/rocm-6.1.0/.info/version", "6.1.0-82\n").With("/opt/rocm-6.2.0/.info/version", "6.2.0-66\n")
            .With("/usr/local/cuda-12.4/version.json", """{"cuda": {"name": "CUDA SDK", "version": "12.4.1"}}""")
            .With("/usr/local/cuda-11.8/version.json", "{}")
            .With("/usr/bin/llama-bench", "x").With("/opt/own/sinfo", "x").With("/usr/lib/postgresql/15/bin/postgres", "x")
            .With("/usr/lib/postgresql/9/bin/postgres", "x")
            .With("/var/lib/dpkg/status",
            "Package: slurm-client\nStatus: install ok installed\nVersion: 22.05\n\nPackage: llama.cpp-tools\nStatus: deinstall ok "
                + "config-files\nVersion: 1\n\nPackage: llama.cpp\nStatus: install ok installed\nVersion: 5882\n\nPackage: "
                + "postgresql-15\nStatus: install ok installed\nVersion: 15.18-0+deb12u1\n");
        Link(tree, "opt/rocm", "/opt/rocm-6.2.0");
        var software = SoftwareReader.Read(new SystemTree(tree.Root), name => name == "PATH" ? "/opt/own" : null, null);
        Assert.Equal(("550.54.15", "6.8.5"), (software.NvidiaDriver.Value, software.AmdgpuDriver.Value));
        Assert.Equal(["6.1.0-82", "6.2.0-66"], software.Rocm.Installed);
        Assert.Equal(["12.4.1"], software.Cuda.Installed);
        Assert.False(software.Cuda.Default.IsKnown);
        Assert.Equal(("5882", "/usr/bin/llama-bench"), (software.LlamaCpp.Version.Value, software.LlamaCpp.Path.Value));
        Assert.Equal(("15.18-0+deb12u1", "/usr/lib/postgresql/15/bin/postgres"),
            (software.PostgreSql.Version.Value, software.PostgreSql.Path.Value));
        Assert.Equal("/opt/own/sinfo", software.Slurm.Path.Value);
        Assert.Contains("no package tells", software.Slurm.Version.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_knows_the_active_interpreter_alone()
    {
        using var tree = Machine().With("/home/u/.virtualenvs/other/pyvenv.cfg", "version = 3.12.3\n")
            .With($"/home/u/.virtualenvs/other/{Site}/vllm-0.6.0.dist-info/METADATA", "Name: vllm\nVersion: 0.6.0\n")
            .With("/usr/lib/python3/dist-packages/pytorch_triton_rocm-3.2.0.dist-info/METADATA",
            "Name: pytorch-triton-rocm\nVersion: 3.2.0\n");
        Link(tree, "home/u/.virtualenvs/other/bin/python", "/usr/bin/python3");
        var facts = MachineFingerprint.Of(
            MachineReader.Read(tree.Root, name => name == "HOME" ? "/home/u" : name == "PATH" ? "/usr/bin" : null), _ => null, [])
            .Where(fact => fact.Name.StartsWith("software.", StringComparison.Ordinal))
            .ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        Assert.Equal(("3.12.3", "1.0.0", "pytorch-triton-rocm 3.2.0", "absent"),
            (facts["software.python"].Value, facts["software.torch"].Value, facts["software.triton"].Value, facts["software.vllm"].Value));
        Assert.NotNull(facts["software.torch-build"].UnknownReason);
        Assert.NotNull(facts["software.rocm"].UnknownReason);
        Assert.All(facts.Values, fact => Assert.Equal(FactRole.Cause, fact.Role));
    }

    [Fact]
    public void Nothing_is_absent_where_no_interpreter_was_found()
    {
        using var tree = new TreeCopy();
        var facts = MachineFingerprint.Of(MachineReader.Read(tree.Root, _ => null), _ => null, [])
            .Where(fact => fact.Name.StartsWith("software.", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(facts);
        Assert.All(facts, fact => Assert.Null(fact.Value));
    }

    [Theory]
    [InlineData("sid")]
    [InlineData("bookworm")]
    public void A_real_torch_is_found_without_starting_python(string suite)
    {
        string[] roots = [.. new[]
        {
            Environment.GetEnvironmentVariable("STACKBENCH_ML_STACK") is { } stack ? Path.Combine(stack, suite, "root") : null,
            "/",
        }.OfType<string>()];
        var root = roots.FirstOrDefault(root => Directory.Exists(Path.Combine(root, "usr/lib/python3/dist-packages"))
            && Directory.EnumerateDirectories(Path.Combine(root, "usr/lib/python3/dist-packages"), "torch-*").Any());
        if (root is null)
            Requirement.Missing("no python3-torch is installed on this machine, nor under STACKBENCH_ML_STACK (eng/ml-stack.sh)");
        var python = SoftwareReader.Read(new SystemTree(root!), name => name == "PATH" ? "/usr/bin" : null, null).ActivePython!;
        Assert.Matches(@"^\d+\.\d+", python.Packages["torch"].Value);
        Assert.Equal("cpu", python.TorchBuild.Value);
    }

    private static TreeCopy Machine()
    {
        var tree = new TreeCopy().With("/usr/bin/python3.12", "x")
            .With("/usr/include/python3.12/patchlevel.h", "#define PY_VERSION              \"3.12.3\"\n")
            .With("/usr/lib/python3/dist-packages/torch-1.0.0.egg-info/PKG-INFO", "Name: torch\nVersion: 1.0.0\n");
        Link(tree, "usr/bin/python3", "python3.12");
        return tree;
    }

    private static SoftwareFacts Read(TreeCopy tree, params (string Name, string Value)[] variables) =>
        SoftwareReader.Read(new SystemTree(tree.Root), name =>
            variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault(), null);

    private static void Link(TreeCopy tree, string path, string target)
    {
        var link = Path.Combine(tree.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }
}

using System.Text.Json.Nodes;
using Spectre.Console;
using StackBench.Commands;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Terminal;
using StackBench.Tests.Machine;

namespace StackBench.Tests.Commands;

public sealed class DetectCommandTests
{
    [Fact]
    public async Task The_table_names_processors_gpus_and_limits_within_80_columns()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var (code, text) = await RunAsync("detect", "--root", tree.Root);
        Assert.Equal(0, code);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("  cores             2 cores, 4 threads, 2 sockets, 2 NUMA nodes, 2 offline", text, StringComparison.Ordinal);
        Assert.Contains("  usable here       1 core (CPUs 0-3, quota 1.50 CPUs)", text, StringComparison.Ordinal);
        Assert.Contains("GPU 0000:03:00.0", text, StringComparison.Ordinal);
        Assert.Contains("NVIDIA H100 80GB HBM3", text, StringComparison.Ordinal);
        Assert.Contains("flops.bf16", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_facts_says_why_and_succeeds()
    {
        using var tree = new TreeCopy();
        var (code, text) = await RunAsync("detect", "--root", tree.Root);
        Assert.Equal(0, code);
        Assert.Contains("no GPU found", text, StringComparison.Ordinal);
        Assert.Contains("unknown: /proc/meminfo is absent", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_a_device_is_neither_markup_nor_a_terminal_command()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server")
            .With("/proc/driver/nvidia/gpus/0000:41:00.0/information", "Model: [red]Evil\u001b]0;title\u0007 [[x]]\n");
        var (code, text) = await RunAsync("detect", "--root", tree.Root);
        Assert.Equal(0, code);
        Assert.Contains("[red]Evil]0;title [[x]]", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public async Task Json_has_a_value_or_a_reason_for_each_fact()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        File.Delete(Path.Combine(tree.Root, "sys/devices/system/cpu/intel_pstate/no_turbo"));
        var (code, text) = await RunAsync("detect", "--root", tree.Root, "--format", "json");
        Assert.Equal(0, code);
        var json = JsonNode.Parse(text)!;
        Assert.Equal(1, (int)json["schemaVersion"]!);
        Assert.Equal(2, (int)json["cpu"]!["cores"]!["value"]!);
        Assert.Null(json["cpu"]!["turbo"]!["value"]);
        Assert.StartsWith("no turbo switch", (string)json["cpu"]!["turbo"]!["unknown"]!, StringComparison.Ordinal);
        Assert.Equal("0000:03:00.0", (string)json["gpus"]![0]!["pciAddress"]!);
        Assert.Equal("FLOP/s", (string)json["cpuLimits"]!["flops.fp32"]!["unit"]!);
    }

    [Fact]
    public void The_document_reads_back_as_it_was_written()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var json = MachineDocument.Of(MachineReader.Read(tree.Root)).ToJson();
        var back = System.Text.Json.JsonSerializer.Deserialize(json, MachineJson.Default.MachineDocument)!;
        Assert.Equal(json, back.ToJson());
    }

    [Fact]
    public async Task The_output_of_another_tool_is_shown_as_gpus()
    {
        using var tree = new TreeCopy()
            .With("/smi.csv", "pci.bus_id, name, memory.total [MiB], power.draw [W]\n00000000:0C:00.0, NVIDIA L4, 23034 MiB, [N/A]\n");
        var (code, text) = await RunAsync("detect", "--from", Path.Combine(tree.Root, "smi.csv"));
        Assert.Equal(0, code);
        Assert.Contains("GPU 0000:0c:00.0", text, StringComparison.Ordinal);
        Assert.Contains("22.5 GiB", text, StringComparison.Ordinal);
        var (_, json) = await RunAsync("detect", "--from", Path.Combine(tree.Root, "smi.csv"), "--format", "json");
        Assert.Equal("NVIDIA L4", (string)JsonNode.Parse(json)!["gpus"]![0]!["name"]!["value"]!);
    }

    [Fact]
    public async Task The_output_of_another_tool_carries_peaks_and_limits_as_json_too()
    {
        using var tree = new TreeCopy().With("/smi.csv", "$ nvidia-smi --query-gpu=name,memory.total --format=csv\n"
            + "name, memory.total [MiB]\nNVIDIA L4, 23034 MiB\nNVIDIA L4, 23034 MiB\n");
        var (_, text) = await RunAsync("detect", "--from", Path.Combine(tree.Root, "smi.csv"), "--format", "json");
        var json = JsonNode.Parse(text)!;
        Assert.Equal(2, json["gpus"]!.AsArray().Count);
        Assert.Equal(300e9, (double)json["gpuPublished"]!["drm:gpu1"]!["bandwidth.memory"]!["limit"]!);
        Assert.Equal(345e9, (double)json["gpuLimits"]!["drm:gpu0"]!["bandwidth.memory"]!["limit"]!, tolerance: 1);
    }

    [Theory]
    [InlineData("GPU 0: NVIDIA L4 (UUID: cut", "nearest is nvidia-smi -L, of which it lacks '(UUID: GPU-'")]
    [InlineData("Attached GPUs : 1", "nearest is nvidia-smi -q, of which it lacks 'NVSMI LOG' and 'Product Name' and 'Driver Version'")]
    [InlineData("{\"card0\": 1, \"system\": 2}", "names no GPU")]
    [InlineData("hello", "is not the output of a known tool; known are")]
    public void An_unknown_text_is_told_what_it_is_nearest_to(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => GpuDump.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_link_is_shown_as_it_is_and_as_it_can_be()
    {
        const string Rows = "pci.bus_id, name, utilization.gpu [%], pcie.link.gen.current, pcie.link.width.current, "
            + "pcie.link.gen.gpumax, pcie.link.width.max\n";
        using var tree = new TreeCopy().With("/idle.csv", Rows + "00000000:0C:00.0, NVIDIA L4, 0 %, 1, 16, 4, 16\n")
            .With("/busy.csv", Rows + "00000000:0C:00.0, NVIDIA L4, 97 %, 3, 8, 4, 16\n")
            .With("/best.csv", Rows + "00000000:0C:00.0, NVIDIA L4, 97 %, 4, 16, 4, 16\n");
        async Task<string> Link(string file) =>
            string.Join(' ', (await RunAsync("detect", "--from", Path.Combine(tree.Root, file))).Text.Split('\n')
                .Select(line => line.Trim()));
        Assert.Contains("PCI Express 2.5 GT/s x16, 4.00 GB/s each way now (idle); at most 16 GT/s x16, 31.5 GB/s", await Link("idle.csv"),
            StringComparison.Ordinal);
        Assert.Contains("8 GT/s x8, 7.88 GB/s each way now; at most 16 GT/s x16", await Link("busy.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain("at most", await Link("best.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_is_saved_and_read_again()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var folder = Path.Combine(tree.Root, "saved");
        var (code, text) = await RunAsync("detect", "--root", tree.Root, "--save", folder);
        Assert.Equal(0, code);
        Assert.Contains("Saved ", text, StringComparison.Ordinal);
        var (_, before) = await RunAsync("detect", "--root", tree.Root);
        var (_, after) = await RunAsync("detect", "--root", folder);
        Assert.Equal(before.Replace("node-17", "machine", StringComparison.Ordinal), after);
        Assert.Equal(2, (await RunAsync("detect", "--root", tree.Root, "--save", folder)).Code);
    }

    [Fact]
    public async Task The_packages_of_an_interpreter_that_is_named_come_first()
    {
        using var tree = new TreeCopy().With("/usr/bin/python3.12", "x").With("/home/me/env/bin/python", "x")
            .With("/home/me/env/pyvenv.cfg", "version = 3.11.4\n")
            .With("/home/me/env/lib/python3.11/site-packages/torch-2.6.0.dist-info/METADATA", "Name: torch\nVersion: 2.6.0\n");
        var (_, text) = await RunAsync("detect", "--root", tree.Root, "--python", "/home/me/env/bin/python");
        Assert.Contains("/home/me/env/bin/python: torch 2.6.0", text, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("detect", "--python", "/no/python")).Code);
    }

    [Fact]
    public async Task Variables_that_hide_gpus_or_lie_about_them_are_shown()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var (_, text) = await RunAsync(name =>
            name == "HSA_OVERRIDE_GFX_VERSION" ? "11.0.0" : name == "CUDA_VISIBLE_DEVICES" ? "" : null, "detect", "--root", tree.Root);
        Assert.Contains("HSA_OVERRIDE_GFX_VERSION", text, StringComparison.Ordinal);
        Assert.Contains("'11.0.0'", text, StringComparison.Ordinal);
        Assert.Contains("empty: software sees no GPU", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_value_of_a_variable_is_neither_markup_nor_a_terminal_command()
    {
        using var tree = new TreeCopy();
        var (_, text) = await RunAsync(
            name => name == "CUDA_VISIBLE_DEVICES" ? "0\u001b]0;title\u0007\u202e[red]\n1" : null, "detect", "--root", tree.Root);
        Assert.Contains("'0]0;title[red] 1'", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202e', text);
    }

    [Fact]
    public async Task Eight_divided_gpus_are_told_by_kind_and_by_one_with_all()
    {
        var root = RecordedMachines.Root("kfd-mi300x-8x-cpx");
        var (_, text) = await RunAsync("detect", "--root", root);
        Assert.Contains("7 GPUs alike", text, StringComparison.Ordinal);
        Assert.Contains("8 logical GPUs", text, StringComparison.Ordinal);
        Assert.Contains("GPU 0000:e5:00.0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("GPU 0000:05:00.0", text, StringComparison.Ordinal);
        Assert.True(text.Split('\n').Length < 60, text);
        var (_, all) = await RunAsync("detect", "--root", root, "--all");
        Assert.Contains("GPU 0000:05:00.0", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_recorded_machine_fits_80_columns()
    {
        foreach (var set in RecordedMachines.All().Select(fixture => (string)fixture["id"]!))
        {
            var (_, text) = await RunAsync("detect", "--root", RecordedMachines.Root(set), "--all");
            Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, $"{set}: {line}"));
        }
    }

    [Fact]
    public async Task Interpreters_with_ml_packages_have_a_line_and_others_are_counted()
    {
        using var tree = new TreeCopy().With("/usr/bin/python3.12", "x").With("/opt/venv/bin/python", "x")
            .With("/opt/venv/pyvenv.cfg", "version = 3.11.4\n")
            .With("/opt/venv/lib/python3.11/site-packages/torch-2.6.0+cpu.dist-info/METADATA", "Name: torch\nVersion: 2.6.0+cpu\n");
        var (_, text) = await RunAsync("detect", "--root", tree.Root);
        Assert.Contains("3.11.4 venv /opt/venv/bin/python: torch 2.6.0+cpu (cpu)", text, StringComparison.Ordinal);
        Assert.Contains("1 more without ML packages", text, StringComparison.Ordinal);
        var (_, all) = await RunAsync("detect", "--root", tree.Root, "--all");
        Assert.Contains("3.12 system /usr/bin/python3.12: no ML packages", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detect", "--root", "/no/such/folder")]
    [InlineData("detect", "--format", "xml")]
    [InlineData("detect", "--from", "/no/such/file")]
    [InlineData("detect", "--from", "/proc/version")]
    public async Task Wrong_use_is_code_2(params string[] arguments) => Assert.Equal(2, (await RunAsync(arguments)).Code);

    private static Task<(int Code, string Text)> RunAsync(params string[] arguments) => RunAsync(_ => null, arguments);

    private static async Task<(int Code, string Text)> RunAsync(Func<string, string?> variable, params string[] arguments)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 80;
        using var errors = new StringWriter();
        var error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors), Ansi = AnsiSupport.No });
        var code = await CommandLine.RunAsync(arguments, new Surroundings(console, error, TimeProvider.System, variable));
        return (code, writer.ToString());
    }
}

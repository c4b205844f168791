using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;
using static StackBench.Tests.Machine.Doctor.MachineFiles;

namespace StackBench.Tests.Machine.Doctor;

/// <summary>What checks of GPUs say, and what they make of facts that no file holds.</summary>
public sealed class GpuCheckTests
{
    [Theory]
    [InlineData("NoPermission", "/dev/kfd", "group 'render'", "no permission to open /dev/kfd: join group 'render'", "usermod")]
    [InlineData("NoDevice", "/dev/kfd", "", "/dev/kfd is not here: the driver is not loaded, or the container does not pass it through",
        "--device /dev/kfd")]
    [InlineData("NoRenderNode", "", "", "the driver made no render node for the device", "modprobe amdgpu")]
    [InlineData("Broken", "/dev/kfd", "I/O error", "/dev/kfd cannot be opened: I/O error", "modprobe amdgpu")]
    public void A_gpu_that_cannot_be_opened_is_a_problem_with_a_remedy(string barrier, string device, string detail, string reason,
        string remedy)
    {
        using var tree = Machines.Of(AmdCard);
        var facts = MachineReader.Read(tree.Root);
        var access = new GpuAccess(Enum.Parse<GpuBarrier>(barrier), device, detail);
        var closed = facts with { Gpus = [facts.Gpus[0] with { Access = access.Text, Barrier = access.Barrier }] };
        var finding = Assert.Single(
            Checkup.Examine(Machines.Input(tree.Root) with { Facts = closed }).Findings, finding => finding.Id == "gpu.access");
        Assert.Equal((Severity.Problem, reason, "0000:03:00.0"), (finding.Severity, finding.Cause, finding.Device));
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        var open = facts with { Gpus = [facts.Gpus[0] with { Access = "usable" }] };
        Assert.Contains("gpu.access", Checkup.Examine(Machines.Input(tree.Root) with { Facts = open }).Passed);
    }

    [Theory]
    [InlineData(AmdCard + "|" + Radv, "loader is not installed", "apt install libvulkan1")]
    [InlineData(AmdCard + "|" + Loader, "no Vulkan driver is installed", "mesa-vulkan-drivers")]
    [InlineData(AmdCard + "|" + Lavapipe + "|" + Loader, "Vulkan has only libvulkan_lvp.so", "mesa-vulkan-drivers")]
    [InlineData(AmdCard + "|" + Radv + "|" + Amdvlk + "|" + Loader, "two Vulkan drivers know the GPU: RADV and AMDVLK", "VK_DRIVER_FILES")]
    [InlineData(NvidiaCard + "|" + NvidiaManifest + "|" + Loader, "no Vulkan driver is installed", "NVIDIA_DRIVER_CAPABILITIES=all")]
    [InlineData(NvidiaCard + "|" + Lavapipe + "|" + Loader, "Vulkan has only libvulkan_lvp.so", "'graphics'")]
    public void What_keeps_vulkan_from_a_gpu_is_named_with_its_remedy(string files, string cause, string remedy)
    {
        using var tree = Machines.Of(files);

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.vulkan");

        Assert.Contains(cause, finding.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AmdCard + "|" + Rocm + "|" + Loader, "libamdocl64.so is not registered: OpenCL has no driver", "rocm-opencl-runtime")]
    [InlineData(AmdCard + "|" + Rocm + "|" + Loader + "|" + Pocl, "OpenCL has only libpocl.so.2", "rocm-opencl-runtime")]
    public void What_keeps_opencl_from_a_gpu_is_named_with_its_remedy(string files, string cause, string remedy)
    {
        using var tree = Machines.Of(files);

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.opencl");

        Assert.Contains(cause, finding.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_without_CUDA_is_told_the_capability_that_it_lacks()
    {
        using var tree = Machines.Of(NvidiaCard + "|" + Loader + "|/opt/nvidia/lib/libcuda.so.1=elf");

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.cuda");
        Assert.Contains("libcuda.so.1 was not found", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("add 'compute' to NVIDIA_DRIVER_CAPABILITIES", finding.Remedy, StringComparison.Ordinal);
        // Some containers have it where the loader is told to look.
        Assert.Equal("fine", Machines.Verdict(
            Machines.Examine(tree.Root, name => name == "LD_LIBRARY_PATH" ? "/lib:/opt/nvidia/lib" : null), "gpu.cuda"));
    }

    [Fact]
    public void Lavapipe_in_the_place_of_a_gpu_is_called_what_it_is()
    {
        using var tree = Machines.Of(AmdCard + "|" + Lavapipe + "|" + Loader);

        var finding = Assert.Single(Machines.Examine(tree.Root).Findings, finding => finding.Id == "gpu.vulkan");

        Assert.Contains("device 0 of Vulkan is lavapipe, which computes on the CPU", finding.Effect, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_the_user_names_is_the_only_one()
    {
        using var tree = Machines.Of(AmdCard + "|" + Radv + "|" + Amdvlk + "|" + Loader);
        var named = Manifests + "radeon_icd.x86_64.json";

        Assert.Equal(
            "fine", Machines.Verdict(Machines.Examine(tree.Root, name => name == "VK_DRIVER_FILES" ? named : null), "gpu.vulkan"));
    }

    [Theory]
    [InlineData("thermal", 0.5, "warning")]
    [InlineData("thermal", 0.0, "note")]
    [InlineData("power", 1.0, "note")]
    [InlineData("", 1.0, "fine")]
    public void A_held_down_gpu_is_found(string reason, double busy, string expected)
    {
        using var tree = Machines.Of(AmdCard);
        var facts = MachineReader.Read(tree.Root);
        var held = facts with
        {
            Gpus = [facts.Gpus[0] with { State = new GpuState
        {
            BusyShare = busy,
            ThrottleReasons = reason.Length == 0 ? ImmutableArray<string>.Empty : ImmutableArray.Create(reason),
        } }]
        };
        Assert.Equal(expected, Machines.Verdict(Checkup.Examine(Machines.Input(tree.Root) with { Facts = held }), "gpu.throttling"));
    }

    [Theory]
    [InlineData("/dev/nvidia-uvm", "warning")]
    [InlineData("/dev/dri/renderD128", "note")]
    [InlineData("/dev/null", "fine")]
    public void Processes_are_found_by_what_they_hold_open(string target, string expected)
    {
        using var tree = Machines.Of(AmdCard + "|/proc/42/comm=some\u001b[31mprogram");
        Directory.CreateDirectory(Path.Combine(tree.Root, "proc/42/fd"));
        File.CreateSymbolicLink(Path.Combine(tree.Root, "proc/42/fd/3"), target);
        var diagnosis = Machines.Examine(tree.Root);
        Assert.Equal(expected, Machines.Verdict(diagnosis, "gpu.processes"));
        if (expected != "fine")
            Assert.Contains("some[31mprogram (42)", Assert.Single(diagnosis.Findings, finding => finding.Id == "gpu.processes").Cause,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16", "16", "16", "fine")]
    [InlineData("8", "16", "16", "warning")]
    [InlineData("8", "16", "8", "fine")]
    public void A_link_is_judged_by_both_its_ends(string lanes, string most, string slot, string expected)
    {
        using var tree = Machines.Of("");
        var device = Path.Combine(tree.Root, "sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0");
        Directory.CreateDirectory(device);
        Directory.CreateDirectory(Path.Combine(tree.Root, Pci[1..]));
        File.CreateSymbolicLink(Path.Combine(tree.Root, Card[1..]), "../../../devices/pci0000:00/0000:00:01.0/0000:03:00.0");
        File.CreateSymbolicLink(Path.Combine(tree.Root, (Pci + "/0000:00:01.0")[1..]), "../../../devices/pci0000:00/0000:00:01.0");
        foreach (var file in ($"{AmdCard}|{Card}/current_link_speed=16.0 GT/s PCIe|{Card}/current_link_width={lanes}|"
            + $"{Card}/max_link_speed=16.0 GT/s PCIe|{Card}/max_link_width={most}|{Pci}/0000:00:01.0/max_link_speed=32.0 GT/s "
            + $"PCIe|{Pci}/0000:00:01.0/max_link_width={slot}|{Pci}/0000:00:01.0/current_link_speed=16.0 GT/s "
            + $"PCIe|{Pci}/0000:00:01.0/current_link_width={lanes}")
            .Split('|'))
            tree.With(file.Split('=', 2)[0], file.Split('=', 2)[1]);
        Assert.Equal(expected, Machines.Verdict(Machines.Examine(tree.Root), "pci.link"));
    }
}

using System.Text.RegularExpressions;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Worker.Vulkan;
using StackBench.Worker.Device;
using StackBench.Worker.OpenCl;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.OpenCl;

/// <summary>
/// What clang, of which AMD's and NVIDIA's compilers are made, compiles of the texts for chips that are not here: the instructions are
/// counted. The maker's own builds may differ.
/// </summary>
public sealed class KernelCodeTests : IDisposable
{
    private const string Compiler = "clang-19";

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-opencl-").FullName;

    /// <summary>Target, subgroup size, compute capability, factor and sum, tile, instruction.</summary>
    public static TheoryData<string, int, int, string, string> Products =>
    [
        ("gfx908", 64, 0, "Fp16>Fp32 32x32x8", "v_mfma_f32_32x32x8f16"),
        ("gfx908", 64, 0, "Fp16>Fp32 16x16x16", "v_mfma_f32_16x16x16f16"),
        ("gfx908", 64, 0, "Bf16>Fp32 32x32x4", "v_mfma_f32_32x32x4bf16"),
        ("gfx908", 64, 0, "Int8>Int32 32x32x8", "v_mfma_i32_32x32x8i8"),
        ("gfx908", 64, 0, "Int8>Int32 16x16x16", "v_mfma_i32_16x16x16i8"),
        ("gfx90a", 64, 0, "Fp16>Fp32 32x32x8", "v_mfma_f32_32x32x8f16"),
        ("gfx90a", 64, 0, "Fp16>Fp32 16x16x16", "v_mfma_f32_16x16x16f16"),
        ("gfx90a", 64, 0, "Bf16>Fp32 32x32x8", "v_mfma_f32_32x32x8bf16_1k"),
        ("gfx90a", 64, 0, "Bf16>Fp32 16x16x16", "v_mfma_f32_16x16x16bf16_1k"),
        ("gfx90a", 64, 0, "Int8>Int32 32x32x8", "v_mfma_i32_32x32x8i8"),
        ("gfx90a", 64, 0, "Int8>Int32 16x16x16", "v_mfma_i32_16x16x16i8"),
        ("gfx942", 64, 0, "Fp16>Fp32 32x32x8", "v_mfma_f32_32x32x8_f16"),
        ("gfx942", 64, 0, "Fp16>Fp32 16x16x16", "v_mfma_f32_16x16x16_f16"),
        ("gfx942", 64, 0, "Bf16>Fp32 32x32x8", "v_mfma_f32_32x32x8_bf16"),
        ("gfx942", 64, 0, "Bf16>Fp32 16x16x16", "v_mfma_f32_16x16x16_bf16"),
        ("gfx942", 64, 0, "Int8>Int32 32x32x16", "v_mfma_i32_32x32x16_i8"),
        ("gfx942", 64, 0, "Int8>Int32 16x16x32", "v_mfma_i32_16x16x32_i8"),
        ("gfx942", 64, 0, "Fp8>Fp32 32x32x16", "v_mfma_f32_32x32x16_fp8_fp8"),
        ("gfx942", 64, 0, "Fp8>Fp32 16x16x32", "v_mfma_f32_16x16x32_fp8_fp8"),
        ("gfx1100", 32, 0, "Fp16>Fp32 16x16x16", "v_wmma_f32_16x16x16_f16"),
        ("gfx1100", 32, 0, "Bf16>Fp32 16x16x16", "v_wmma_f32_16x16x16_bf16"),
        ("gfx1100", 32, 0, "Fp16>Fp16 16x16x16", "v_wmma_f16_16x16x16_f16"),
        ("gfx1100", 32, 0, "Int8>Int32 16x16x16", "v_wmma_i32_16x16x16_iu8"),
        ("gfx1201", 32, 0, "Fp16>Fp32 16x16x16", "v_wmma_f32_16x16x16_f16"),
        ("gfx1201", 32, 0, "Bf16>Fp32 16x16x16", "v_wmma_f32_16x16x16_bf16"),
        ("gfx1201", 32, 0, "Fp16>Fp16 16x16x16", "v_wmma_f16_16x16x16_f16"),
        ("gfx1201", 32, 0, "Fp8>Fp32 16x16x16", "v_wmma_f32_16x16x16_fp8_fp8"),
        ("gfx1201", 32, 0, "Int8>Int32 16x16x16", "v_wmma_i32_16x16x16_iu8"),
        ("sm_75", 32, 75, "Fp16>Fp32 16x8x8", "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32"),
        ("sm_75", 32, 75, "Fp16>Fp16 16x8x8", "mma.sync.aligned.m16n8k8.row.col.f16.f16.f16.f16"),
        ("sm_80", 32, 80, "Fp16>Fp32 16x8x16", "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"),
        ("sm_80", 32, 80, "Fp16>Fp16 16x8x16", "mma.sync.aligned.m16n8k16.row.col.f16.f16.f16.f16"),
        ("sm_80", 32, 80, "Bf16>Fp32 16x8x16", "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"),
        ("sm_80", 32, 80, "Int8>Int32 16x8x32", "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32"),
        ("sm_89", 32, 89, "Fp8>Fp32 16x8x32", "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32"),
    ];

    [Theory]
    [MemberData(nameof(Products))]
    public void A_round_of_products_is_four_matrix_instructions(
        string target, int subgroup, int capability, string name, string instruction)
    {
        var device = Device(target) with { SubgroupSize = subgroup, ComputeCapability = capability };
        var tile = OpenClFacts.Of(device).Tiles.Single(tile => $"{tile.Factor}>{tile.Sum} {tile}" == name);

        var code = Compile(MatrixKernel.Emit(tile, subgroup, 2), device);

        Assert.Equal(MatrixKernel.ProductsPerRound, Count(code, instruction));
    }

    /// <summary>Every product that a chip is offered is compiled above.</summary>
    [Fact]
    public void No_product_is_left_out()
    {
        var compiled = Products.Select(row => row.Data).GroupBy(row => (row.Item1, row.Item2, row.Item3));
        foreach (var chip in compiled.Where(chip => chip.Key.Item1 != "sm_89"))
            Assert.Equal(
                OpenClFacts.Of(Device(chip.Key.Item1) with { SubgroupSize = chip.Key.Item2, ComputeCapability = chip.Key.Item3 }).Tiles
                    .Select(tile => $"{tile.Factor}>{tile.Sum} {tile}").Order(StringComparer.Ordinal),
                chip.Select(row => row.Item4).Order(StringComparer.Ordinal));
    }

    /// <summary>Target, bits, values an instruction handles, the instruction with how many values it does, and how often.</summary>
    [Theory]
    [InlineData("gfx90a", 32, 1, "v_pk_fma_f32", 14)]
    [InlineData("gfx90a", 64, 1, "v_fmac_f64_e32", 32)]
    [InlineData("gfx942", 16, 2, "v_pk_fma_f16", 32)]
    [InlineData("gfx1100", 32, 1, "v_fmac_f32_e32", 32)]
    [InlineData("gfx1100", 16, 2, "v_pk_fma_f16", 32)]
    [InlineData("gfx1201", 32, 1, "v_fmac_f32_e32", 32)]
    public void A_round_of_multiply_adds_is_not_folded(string target, int bits, int lanes, string instruction, int expected)
    {
        var kernel = FmaKernel.Emit((uint)bits, (uint)lanes);
        // Its library of functions does not come with clang.
        kernel = kernel with { Defines = kernel.Defines.Add(("fma", "__builtin_elementwise_fma")) };

        Assert.Equal(expected, Count(Compile(kernel, Device(target)), instruction));
    }

    [Theory]
    [InlineData("gfx90a", 0, "v_dot4c?_i32_i8")]
    [InlineData("gfx1100", 0, "v_dot4_i32_iu8")]
    [InlineData("sm_80", 80, "dp4a.s32.s32")]
    public void A_round_of_dot_products_is_as_many_instructions(string target, int capability, string instruction) => Assert.Equal(
        DotKernel.DotsPerRound, Count(Compile(DotKernel.Emit(), Device(target) with { ComputeCapability = capability }), instruction));

    /// <summary>Loads of the vector unit, as those of other kernels; the first is where the chase begins.</summary>
    [Theory]
    [InlineData("gfx90a", "global_load_dword")]
    [InlineData("gfx942", "global_load_dword")]
    [InlineData("gfx1100", "global_load_b32")]
    [InlineData("gfx1201", "global_load_b32")]
    public void Every_hop_is_a_vector_load(string target, string instruction) =>
        Assert.Equal(1 + ChaseKernel.HopsPerRound, Count(Compile(ChaseKernel.Emit(), Device(target)), instruction));

    /// <summary>Without any instruction of a maker; NVIDIA's devices have no fp16 in the eyes of clang.</summary>
    [Theory]
    [InlineData("gfx900", true)]
    [InlineData("sm_60", false)]
    public void Every_portable_kernel_compiles(string target, bool hasFp16)
    {
        var kernels = KernelList.All([]).Where(kernel => hasFp16 || kernel.Name != "fma-fp16x2").ToArray();
        Assert.Equal(hasFp16 ? 11 : 10, kernels.Length);
        Assert.All(kernels, kernel => Assert.Contains("run", Compile(kernel, Device(target)), StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static OpenClDeviceInfo Device(string target) => new()
    {
        Name = target,
        Target = target,
        Platform = "none",
        Driver = "none",
        Extensions = ["cl_khr_fp16", "cl_khr_fp64"],
    };

    private static int Count(string code, string instruction) =>
        Regex.Count(code, $@"^\s+{instruction}(_e32)?\b", RegexOptions.Multiline, TimeSpan.FromSeconds(5));

    private string Compile(Kernel kernel, OpenClDeviceInfo device)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, Compiler)))) Requirement.Missing($"{Compiler} is not installed");
        var source = Path.Combine(_folder, $"{kernel.Name}.cl");
        var text = KernelText.Of(kernel, device);
        File.WriteAllText(source, text.Code);
        string[] chip = device.Target.StartsWith("gfx", StringComparison.Ordinal)
            ? ["-target", "amdgcn-amd-amdhsa", $"-mcpu={device.Target}", "-nogpulib"]
            : ["-target", "nvptx64-nvidia-nvcl", "-Xclang", "-target-cpu", "-Xclang", device.Target];
        var (code, output) = GpuRoot.Run(Compiler, ["-x", "cl", text.Options, "-O3", "-S", "-o", "-", .. chip, source]);
        Assert.True(code == 0, output);
        return output;
    }
}

using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>
/// What real drivers' compilers make of the kernels, for chips that are not here: Mesa's drm-shim opens RADV and NVK without a GPU. Nothing
/// is executed, so these drivers also stand for one that does nothing.
/// </summary>
public sealed class CompiledCodeTests
{
    /// <summary>Driver, chip, and what must be among the instructions of its best kernels.</summary>
    public static TheoryData<string, string, string[]> Chips =>
    [
        ("radv", "navi21", ["fma-fp32 32 v_fma", "fma-fp64 32 v_fma_f64", "fma-fp16x2 32 v_pk_fma", "dot-int8 32 v_dot4"]),
        ("radv", "navi31", ["fma-fp32 32 v_dual_fmac_f32", "fma-fp16x2 32 v_pk_fma", "dot-int8 32 v_dot4",
            "matrix-fp16-fp32 32 v_wmma_f32_16x16x16_f16", "matrix-int8-int32 32 v_wmma_i32_16x16x16_iu8"]),
        ("radv", "navi33", ["fma-fp32 32 v_dual_fmac_f32", "matrix-fp16-fp32 64 v_wmma_f32_16x16x16_f16"]),
        ("radv", "gfx1201", ["fma-fp32 32 v_dual_fmac_f32", "matrix-fp16-fp32 32 v_wmma", "matrix-bf16-fp32 32 v_wmma",
            "matrix-fp8-fp32 32 v_wmma_f32_16x16x16_fp8", "matrix-int8-int32 32 v_wmma"]),
        ("radv", "vega20", ["fma-fp32 0 v_", "fma-fp64 0 v_fma_f64", "fma-fp16x2 0 v_pk_fma", "dot-int8 0 v_dot4_i32_i8"]),
        ("nvk", "ga102", ["fma-fp32 0 ffma", "fma-fp16x2 0 hfma2", "dot-int8 0 idp", "matrix-fp16-fp32 32 hmma",
            "matrix-int8-int32 32 imma"]),
        ("nvk", "blackwell", ["fma-fp32 0 ffma", "matrix-fp16-fp32 32 hmma", "matrix-int8-int32 32 imma"]),
    ];

    [Theory]
    [MemberData(nameof(Chips))]
    public void Every_kernel_has_the_instructions_that_its_rate_counts(string driver, string chip, string[] expected)
    {
        var folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var program = Path.Combine(
            folder, "..", "..", "StackBench.CompiledKernels", Path.GetFileName(folder), "StackBench.CompiledKernels.dll");
        var (code, text) = GpuRoot.Run(GpuRoot.Program(driver), [program], Chip(driver, chip));
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.Equal(0, code);
        var kernels = text.Split('\n').Select(line => line.Split('\t')).Where(fields => fields[0] == "kernel").ToArray();
        Assert.NotEmpty(kernels);

        Assert.All(kernels, kernel => Assert.True(Number(kernel[3]) >= Number(kernel[4]), string.Join(' ', kernel)));
        Assert.All(expected, wanted =>
        {
            var (name, size, instruction) = (wanted.Split(' ')[0], wanted.Split(' ')[1], wanted.Split(' ')[2]);
            Assert.True(
                kernels.Any(kernel => kernel[1].StartsWith(name, StringComparison.Ordinal) && kernel[2] == size
                    && kernel[5].Contains(instruction, StringComparison.OrdinalIgnoreCase)),
                $"no {wanted} among\n{text}");
        });
    }

    [Theory]
    [InlineData("radv", "navi31")]
    [InlineData("nvk", "ga102")]
    public async Task A_real_driver_that_executes_nothing_never_yields_a_number(string driver, string chip)
    {
        var results = await DriverRuns.RunAsync(GpuRoot.Engine(driver, Chip(driver, chip)), DriverRuns.Workloads);

        DriverRuns.Tell(results);
        Assert.DoesNotContain(results, result => result.Outcome is Ok);
        Assert.Contains(results, result => result.Outcome is Failed { Stage: FailureStage.Check });
    }

    private static (string Name, string Value) Chip(string driver, string chip) =>
        driver == "radv" ? ("AMDGPU_GPU_ID", chip) : ("NOUVEAU_CHIPSET", chip == "ga102" ? "172" : "1b2");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

using StackBench.Worker.Device;

namespace StackBench.Tests.Worker.Device;

public sealed class InstructionCountTests
{
    /// <summary>Lines as RADV's and NVK's disassemblers write them.</summary>
    [Theory]
    [InlineData(
        "fp32", "v_dual_fmac_f32 v0, v1, v2 :: v_dual_fmac_f32 v3, v4, v2 // 000000: C8000502\nv_fmac_f32_e32 v5, v1, v2\ns_endpgm", 3,
        "1 v_dual_fmac_f32 + 1 v_fmac_f32 per 32")]
    [InlineData("fp32", "v_fma_f32 v0, v1, v2, v3\nv_mad_f32 v0, v1, v2, v3\nv_mad_u64_u32 v[0:1], vcc, v2, v3\ns_endpgm", 2,
        "1 v_fma_f32 + 1 v_mad_f32 per 32")]
    [InlineData("fp64", "v_fma_f64 v[0:1], v[2:3], v[4:5], v[0:1]\ns_endpgm", 1, "1 v_fma_f64 per 32")]
    [InlineData("fp16", "v_pk_fma_f16 v0, v1, v2, v0\nv_pk_fmac_f16 v0, v1, v2\ns_endpgm", 2, "1 v_pk_fma_f16 + 1 v_pk_fmac_f16 per 32")]
    [InlineData("int8", "v_dot4_i32_iu8 v0, v1, v2, v0\ns_endpgm", 1, "1 v_dot4_i32_iu8 per 32")]
    [InlineData("matrix", "v_wmma_f32_16x16x16_f16 v[0:7], v[8:15], v[16:23], v[0:7]\ns_endpgm", 1, "1 v_wmma_f32_16x16x16_f16 per 32")]
    [InlineData("fp32", "  FFMA R0, R1, R2, R0 ;\n  FFMA R3, R1, R2, R3 ;\n  EXIT ;", 2, "2 FFMA per 32")]
    [InlineData("matrix", "  HMMA.16816.F32 R0, R4, R6, R0 ;\n  EXIT ;", 1, "1 HMMA per 32")]
    public void Instructions_of_a_kind_are_counted_by_name(string kind, string code, int found, string text)
    {
        var count = Count(kind, code);
        Assert.Equal((found, text), (count!.Found, count.Text));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(15, false)]
    [InlineData(0, false)]
    public void Fewer_than_half_of_those_asked_for_are_too_few(int found, bool isEnough) =>
        Assert.Equal(isEnough, Count("fp32", string.Concat(Enumerable.Repeat("v_fma_f32 v0, v1, v2, v3\n", found)) + "s_endpgm")!.IsEnough);

    /// <summary>What is no machine code says nothing about it.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("define void @main() { ret void }")]
    public void Without_machine_code_nothing_is_counted(string? code) => Assert.Null(Count("fp32", code));

    private static InstructionCount? Count(string kind, string? code) => InstructionCount.Of(code, kind switch
    {
        "fp64" => InstructionFamily.FmaOf(64, 1),
        "fp16" => InstructionFamily.FmaOf(16, 2),
        "int8" => InstructionFamily.Dot(),
        "matrix" => InstructionFamily.Matrix(),
        _ => InstructionFamily.FmaOf(32, 1),
    }, 32);
}

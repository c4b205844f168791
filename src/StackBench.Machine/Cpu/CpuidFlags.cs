using System.Collections.Immutable;

namespace StackBench.Machine.Cpu;

/// <summary>Feature bits of CPUID under the names the kernel gives them.</summary>
internal static class CpuidFlags
{
    private enum Register
    {
        Eax,
        Ebx,
        Ecx,
        Edx,
    }

    private static readonly ImmutableArray<(uint Leaf, uint SubLeaf, Register Register, int Bit, string Name)> Bits =
    [
        (1, 0, Register.Edx, 26, "sse2"),
        (1, 0, Register.Ecx, 20, "sse4_2"),
        (1, 0, Register.Ecx, 28, "avx"),
        (1, 0, Register.Ecx, 29, "f16c"),
        (1, 0, Register.Ecx, 12, "fma"),
        (7, 0, Register.Ebx, 5, "avx2"),
        (7, 0, Register.Ebx, 16, "avx512f"),
        (7, 0, Register.Ebx, 17, "avx512dq"),
        (7, 0, Register.Ebx, 30, "avx512bw"),
        (7, 0, Register.Ebx, 31, "avx512vl"),
        (7, 0, Register.Ecx, 11, "avx512_vnni"),
        (7, 0, Register.Edx, 15, "hybrid"),
        (7, 0, Register.Edx, 22, "amx_bf16"),
        (7, 0, Register.Edx, 23, "avx512_fp16"),
        (7, 0, Register.Edx, 24, "amx_tile"),
        (7, 0, Register.Edx, 25, "amx_int8"),
        (7, 1, Register.Eax, 4, "avx_vnni"),
        (7, 1, Register.Eax, 5, "avx512_bf16"),
        (7, 1, Register.Eax, 21, "amx_fp16"),
        (7, 1, Register.Edx, 4, "avx_vnni_int8"),
    ];

    public static IEnumerable<string> Of(Func<uint, uint, CpuidRegisters> query)
    {
        var leaves = query(0, 0).Eax;
        var subLeaves = leaves >= 7 ? query(7, 0).Eax : 0;
        return Bits
            .Where(bit => bit.Leaf <= leaves && (bit.Leaf != 7 || bit.SubLeaf <= subLeaves))
            .Where(bit => (Value(query(bit.Leaf, bit.SubLeaf), bit.Register) >> bit.Bit & 1) != 0)
            .Select(bit => bit.Name);
    }

    private static uint Value(CpuidRegisters registers, Register register) => register switch
    {
        Register.Eax => registers.Eax,
        Register.Ebx => registers.Ebx,
        Register.Ecx => registers.Ecx,
        _ => registers.Edx,
    };
}

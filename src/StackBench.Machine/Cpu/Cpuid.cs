using System.Collections.Immutable;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace StackBench.Machine.Cpu;

/// <summary>
/// What an x86 processor says of itself by CPUID; the instruction comes in as a function, so that recorded answers can be read too.
/// </summary>
/// <param name="query">Leaf and sub-leaf to eax, ebx, ecx, edx.</param>
internal sealed class Cpuid(Func<uint, uint, CpuidRegisters> query)
{
    private const uint ExtendedLeaves = 0x8000_0000;
    private const int MaxCacheSubLeaves = 16;

    /// <summary>This processor; null when it is no x86.</summary>
    public static Cpuid? OfThisProcessor { get; } = X86Base.IsSupported
        ? new Cpuid(static (leaf, subLeaf) =>
        {
            var (eax, ebx, ecx, edx) = X86Base.CpuId((int)leaf, (int)subLeaf);
            return new CpuidRegisters((uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
        })
        : null;

    public string Vendor
    {
        get
        {
            var leaf = query(0, 0);
            return Ascii(leaf.Ebx, leaf.Edx, leaf.Ecx);
        }
    }

    public int Family
    {
        get
        {
            var eax = query(1, 0).Eax;
            var family = (int)(eax >> 8 & 0xF);
            return family == 0xF ? family + (int)(eax >> 20 & 0xFF) : family;
        }
    }

    public int Model
    {
        get
        {
            var eax = query(1, 0).Eax;
            var isExtended = (eax >> 8 & 0xF) is 0x6 or 0xF;
            return (int)(eax >> 4 & 0xF) + (isExtended ? (int)(eax >> 16 & 0xF) << 4 : 0);
        }
    }

    public Fact<string> Brand
    {
        get
        {
            if (query(ExtendedLeaves, 0).Eax < ExtendedLeaves + 4) return Fact<string>.Unknown("the processor has no brand string");
            var text = string.Concat(Enumerable.Range(2, 3).Select(leaf => query(ExtendedLeaves + (uint)leaf, 0))
                .Select(r => Ascii(r.Eax, r.Ebx, r.Ecx, r.Edx)));
            var brand = Files.PlainText.OneLine(text);
            return brand.Length > 0 ? brand : Fact<string>.Unknown("the processor's brand string is empty");
        }
    }

    public bool IsVirtual => (query(1, 0).Ecx >> 31 & 1) != 0;

    /// <summary>Twelve letters of the hypervisor, e.g. <c>KVMKVMKVM</c>; empty on bare metal.</summary>
    public string Hypervisor
    {
        get
        {
            if (!IsVirtual) return "";
            var leaf = query(0x4000_0000, 0);
            return Ascii(leaf.Ebx, leaf.Ecx, leaf.Edx);
        }
    }

    /// <summary>Highest clock by leaf 0x16, which only Intel fills.</summary>
    public Fact<double> MaxClockHertz =>
        query(0, 0).Eax >= 0x16 && (query(0x16, 0).Ebx & 0xFFFF) is > 0 and var megahertz
            ? megahertz * 1e6
            : Fact<double>.Unknown("the processor does not tell its highest clock");

    /// <summary>Instruction set extensions under the kernel's names.</summary>
    public ImmutableArray<string> Isa => InstructionSets.Of(CpuidFlags.Of(query));

    /// <summary>Caches, with the count of instances that the given number of threads must have between them.</summary>
    public ImmutableArray<CacheFacts> Caches(int threads)
    {
        var leaf = HasAmdCacheLeaf ? ExtendedLeaves + 0x1D : query(0, 0).Eax >= 4 ? 4u : 0;
        if (leaf == 0) return [];
        var caches = ImmutableArray.CreateBuilder<CacheFacts>();
        for (var subLeaf = 0u; subLeaf < MaxCacheSubLeaves && query(leaf, subLeaf) is var cache && (cache.Eax & 0x1F) != 0; subLeaf++)
        {
            var size = ((cache.Ebx >> 22) + 1L) * ((cache.Ebx >> 12 & 0x3FF) + 1L) * ((cache.Ebx & 0xFFF) + 1L) * (cache.Ecx + 1L);
            var sharers = (int)(cache.Eax >> 14 & 0xFFF) + 1;
            var kind = (cache.Eax & 0x1F) switch { 1 => "data", 2 => "instruction", _ => "unified" };
            caches.Add(new CacheFacts((int)(cache.Eax >> 5 & 7), kind, size, Math.Max(1, (threads + sharers - 1) / sharers)));
        }

        return caches.ToImmutable();
    }

    // AMD and Hygon answer leaf 4 with zeros and announce their own leaf by the topology extensions bit.
    private bool HasAmdCacheLeaf =>
        query(ExtendedLeaves, 0).Eax >= ExtendedLeaves + 0x1D && (query(ExtendedLeaves + 1, 0).Ecx >> 22 & 1) != 0;

    private static string Ascii(params ReadOnlySpan<uint> registers)
    {
        var bytes = new byte[registers.Length * sizeof(uint)];
        for (var i = 0; i < registers.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(uint)), registers[i]);
        return Encoding.ASCII.GetString(bytes).Trim('\0', ' ');
    }
}

namespace StackBench.Machine.Cpu;

/// <summary>Answer of one CPUID leaf.</summary>
internal readonly record struct CpuidRegisters(uint Eax, uint Ebx, uint Ecx, uint Edx);

using StackBench.Core.Expectations;
using StackBench.Core.Results;

namespace StackBench.Tests.Expectations;

public sealed class CpuMemoryTests
{
    [Theory]
    [InlineData("AMD Ryzen 9 5950X 16-Core Processor", 1, 51.2e9)]
    [InlineData("AMD Ryzen 7 7840HS w/ Radeon 780M Graphics", 1, 83.2e9)]
    [InlineData("AMD EPYC 7763 64-Core Processor", 2, 409.6e9)]
    [InlineData("AMD EPYC 9654 96-Core Processor", 2, 921.6e9)]
    [InlineData("AMD EPYC 9755 128-Core Processor", 1, 576e9)]
    [InlineData("13th Gen Intel(R) Core(TM) i7-1370P", 1, 51.2e9)]
    [InlineData("Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz", 1, 38.4e9)]
    [InlineData("Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz", 2, 136.512e9)]
    [InlineData("Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", 2, 255.936e9)]
    [InlineData("Intel(R) Xeon(R) Platinum 8480+", 2, 614.4e9)]
    [InlineData("AMD Ryzen AI MAX+ 395 w/ Radeon 8060S", 1, null)]
    [InlineData("AMD EPYC 7252 8-Core Processor", 1, null)]
    [InlineData("AMD EPYC 9124 16-Core Processor", 1, null)]
    [InlineData("POWER9, altivec supported", 2, null)]
    public void The_model_tells_what_its_maker_specifies(string model, int sockets, double? bytesPerSecond) =>
        Assert.Equal(bytesPerSecond, CpuMemory.Of(Machine(model, sockets, "none", 16, 16))?.BytesPerSecond);

    [Theory]
    [InlineData("kvm, docker", 16, 16, false)]
    [InlineData("docker", 16, 16, true)]
    [InlineData("none", 16, 4, false)]
    [InlineData("none", 16, 8, false)]
    [InlineData("none", 16, 9, true)]
    public void A_part_of_a_machine_is_not_judged(string virtualization, int cores, int usable, bool isJudged) =>
        Assert.Equal(isJudged, CpuMemory.Of(Machine("AMD EPYC 7763 64-Core Processor", 1, virtualization, cores, usable)) is not null);

    private static Fingerprint Machine(string model, int sockets, string virtualization, int cores, int usable) => Fingerprint.Of(
    [
        new("cpu.model", model, FactRole.Identity), new("cpu.sockets", $"{sockets}", FactRole.Identity),
        new("cpu.cores", $"{cores}", FactRole.Identity), new("cpu.usable-cores", $"{usable}", FactRole.Cause),
        new("os.virtualization", virtualization, FactRole.Cause),
    ]);
}

using System.Text.RegularExpressions;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;
using StackBench.Worker.Vulkan;

// Compiles every kernel with the first Vulkan driver and tells what its machine code has; nothing is executed, for the chip need not be
// there. A line each: kernel, subgroup size, instructions found, asked, their names. With --code NAME the machine code of a kernel instead.
using var output = new StreamWriter(Console.OpenStandardOutput());
using var instance = VulkanInstance.Open();
using var device = VulkanDevice.Open(instance, VulkanDeviceList.Of(instance.Devices())[0]);
var facts = device.Facts;
output.WriteLine($"device\t{facts.Name}\t{facts.Driver}");
foreach (var tile in facts.Tiles) output.WriteLine($"tile\t{tile.Factor}\t{tile.Sum}\t{tile}");
int[] sizes = facts.SubgroupSizes.Length < 2 ? [0] : [.. facts.SubgroupSizes.Where(size => size is 16 or 32 or 64), 0];
foreach (var (kernel, family, asked) in Vector())
    foreach (var size in sizes) Tell(kernel, family, asked, size);
foreach (var tile in facts.Tiles.Distinct())
    foreach (var size in sizes.Where(size => size > 0).DefaultIfEmpty(facts.DefaultSubgroupSize))
        Tell(MatrixKernel.Emit(tile, size, 1), InstructionFamily.Matrix(), MatrixKernel.ProductsPerRound, size);
return 0;

IEnumerable<(Kernel Kernel, Regex Family, int Asked)> Vector()
{
    yield return (FmaKernel.Emit(32, 1), InstructionFamily.FmaOf(32, 1), FmaKernel.FmasPerRound);
    if (facts.HasFp64) yield return (FmaKernel.Emit(64, 1), InstructionFamily.FmaOf(64, 1), FmaKernel.FmasPerRound);
    if (facts.HasFp16) yield return (FmaKernel.Emit(16, 2), InstructionFamily.FmaOf(16, 2), FmaKernel.FmasPerRound);
    if (facts.HasDotProduct) yield return (DotKernel.Emit(), InstructionFamily.Dot(), DotKernel.DotsPerRound);
}

void Tell(Kernel kernel, Regex family, int asked, int size)
{
    using var built = device.Build(kernel, size);
    if (args is ["--code", var name] && name == kernel.Name) output.WriteLine(built.Disassembly);
    var count = InstructionCount.Of(built.Disassembly, family, asked);
    output.WriteLine($"kernel\t{kernel.Name}\t{size}\t{count?.Found ?? -1}\t{asked}\t{count?.Text ?? "no machine code is shown"}");
}

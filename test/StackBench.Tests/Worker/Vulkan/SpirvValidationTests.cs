using System.Runtime.InteropServices;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>What the validator of the specification's authors says of the kernels.</summary>
public sealed class SpirvValidationTests : IDisposable
{
    private static readonly MatrixTile[] Tiles =
    [
        new(MatrixElement.Fp16, MatrixElement.Fp32, 16, 16, 16), new(MatrixElement.Fp16, MatrixElement.Fp16, 8, 8, 8),
        new(MatrixElement.Bf16, MatrixElement.Fp32, 16, 16, 16), new(MatrixElement.Fp8, MatrixElement.Fp32, 16, 16, 16),
        new(MatrixElement.Int8, MatrixElement.Int32, 16, 16, 32),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-spirv-").FullName;

    public static TheoryData<string> Kernels => [.. All().Select(kernel => kernel.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_is_valid(string name)
    {
        var (code, text) = Validate(All().Single(kernel => kernel.Name == name).Words);

        Assert.True(code == 0, text);
    }

    [Fact]
    public void A_kernel_without_its_last_word_is_not()
    {
        Assert.NotEqual(0, Validate(FmaKernel.Emit(32, 1).Words[..^1]).Code);
    }

    private static IEnumerable<Kernel> All() => KernelList.All(Tiles, 32, 64);

    private (int Code, string Text) Validate(uint[] words)
    {
        var file = Path.Combine(_folder, "kernel.spv");
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(words.AsSpan()).ToArray());
        return GpuRoot.Run(GpuRoot.Program("spirv-val"), ["--target-env", "vulkan1.3", file]);
    }
}

using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Tests.Worker.Device;

/// <summary>What the driver's machine code says of the work that is timed.</summary>
public sealed class MachineCodeTests
{
    [Fact]
    public void A_driver_that_folds_the_chain_is_told_by_its_code()
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = DeviceWorkloads.Facts,
            Disassembly = "v_mul_f32 v0, v1, v2\nv_fmac_f32 v3, v4, v5\nv_fmac_f32 v6, v4, v5\ns_endpgm\n",
        };
        var peak = DeviceWorkloads.Named("vector fp32");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(peak), device));
        Assert.Contains("2 v_fmac_f32 per 32", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Not on every chip: where the driver composes them, only the check of the result tells that nothing was done.</summary>
    [Theory]
    [InlineData(true, "compiled the work away")]
    [InlineData(false, "wrong or never written")]
    public void Dot_products_are_counted_where_the_device_has_them(bool hasInstruction, string reason)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls)
        {
            Facts = DeviceWorkloads.Facts with { HasDotInstruction = hasInstruction },
            Disassembly = "v_mad_i32_i24 v0, v1, v2, v3\ns_endpgm\n",
            DoesCopy = true,
        };
        var peak = DeviceWorkloads.Named("vector int8 dot product");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(peak), device));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    /// <summary>None at all are products that the driver composes; few are a driver that leaves work out.</summary>
    [Theory]
    [InlineData("v_fma_f32 v0, v1, v2, v3\ns_endpgm\n", "wrong or never written")]
    [InlineData("v_wmma_f32_16x16x16_f16 v0, v1, v2, v3\ns_endpgm\n", "compiled the work away")]
    public void Matrix_products_without_any_matrix_instruction_are_left_to_the_check(string code, string reason)
    {
        var device = new StubDevice((_, calls) => 1e-3 * calls) { Facts = DeviceWorkloads.Facts, Disassembly = code, DoesCopy = true };
        var peak = DeviceWorkloads.Named("matrix fp16, fp32 sums");
        var error = Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(peak), device));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(16, false)]
    public void Matrix_products_without_any_matrix_instruction_bear_a_note(int found, bool isEmulated)
    {
        // Vectors are as slow as can be, so that only the code tells.
        var device = new StubDevice((_, calls) => 1e3 * calls) { Facts = DeviceWorkloads.Facts, DoesCopy = true };
        var best = new Rounds(new StubRounds { Instructions = new InstructionCount(16, found, "") }, 1, 1e-9);
        var peak = DeviceWorkloads.Named("matrix fp16, fp32 sums");
        string[] expected = isEmulated ? ["emulated"] : [];
        Assert.Equal(expected, PeakOperation.Emulated(DeviceWorkloads.Request(peak), device, best).Select(note => note.Code));
    }

    /// <summary>1e12 operations a second by matrix instructions; the vectors' time decides.</summary>
    [Theory]
    [InlineData("matrix fp16, fp32 sums", "fma-fp16x2", 1e-9, true)]
    [InlineData("matrix fp16, fp32 sums", "fma-fp16x2", 1.0, false)]
    [InlineData("matrix bf16, fp32 sums", "fma-fp32", 1e-9, true)]
    [InlineData("matrix int8, int32 sums", "dot-int8", 1e-9, true)]
    [InlineData("matrix int8, int32 sums", "dot-int8", 1.0, false)]
    public void Matrix_products_slower_than_vectors_bear_a_note(string name, string vectors, double seconds, bool isEmulated)
    {
        var device = new StubDevice((_, calls) => seconds * calls) { Facts = DeviceWorkloads.Facts, DoesCopy = true };
        var best = new Rounds(new StubRounds(), 1, 1e-9);
        string[] expected = isEmulated ? ["emulated"] : [];
        Assert.Equal(
            expected, PeakOperation.Emulated(DeviceWorkloads.Request(DeviceWorkloads.Named(name)), device, best).Select(note => note.Code));
        Assert.Equal([vectors], device.Built);
    }
}

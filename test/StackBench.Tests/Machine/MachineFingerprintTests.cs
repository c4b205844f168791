using StackBench.Core.Results;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

public sealed class MachineFingerprintTests
{
    [Theory]
    [InlineData("cpu.model", FactRole.Identity, "Example(R) Server CPU 9000")]
    [InlineData("cpu.cores", FactRole.Identity, "2")]
    [InlineData("cpu.threads", FactRole.Cause, "4")]
    [InlineData("cpu.usable-cores", FactRole.Cause, "1")]
    [InlineData("memory.total", FactRole.Cause, "125 GiB")]
    [InlineData("os.kernel", FactRole.Cause, "6.12.9-example")]
    [InlineData("os.architecture", FactRole.Identity, "x86_64")]
    [InlineData("policy.governor", FactRole.Cause, "performance")]
    [InlineData("policy.turbo", FactRole.Cause, "on")]
    [InlineData("policy.thp", FactRole.Cause, "madvise")]
    [InlineData("gpu.0000:03:00.0.name", FactRole.Cause, "AMD Radeon RX 7900 XTX")]
    [InlineData("gpu.0000:03:00.0.device-id", FactRole.Identity, "1002:744c")]
    [InlineData("host.name", FactRole.Noise, "node-17")]
    public void A_fact_has_its_role_and_value(string name, FactRole role, string value)
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var fact = Assert.Single(MachineFingerprint.Of(MachineReader.Read(tree.Root), _ => null, []), fact => fact.Name == name);
        Assert.Equal((role, value), (fact.Role, fact.Value));
    }

    [Fact]
    public void An_unknown_fact_has_a_reason_and_no_value()
    {
        using var tree = new TreeCopy();
        var facts = MachineFingerprint.Of(MachineReader.Read(tree.Root), _ => null, []).ToArray();
        var model = Assert.Single(facts, fact => fact.Name == "cpu.model");
        Assert.Null(model.Value);
        Assert.NotNull(model.UnknownReason);
        Assert.Equal(facts.Length, facts.Select(fact => fact.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Variables_that_matter_enter_and_secrets_never_do()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OMP_NUM_THREADS"] = "8",
            ["HSA_OVERRIDE_GFX_VERSION"] = "11.0.0",
            ["HSA_OVERRIDE_GFX_VERSION_1"] = "10.3.0",
            ["NCCL_ALGO"] = "Ring",
            ["MIOPEN_DEBUG_CONV_WINOGRAD"] = "0",
            ["VLLM_API_KEY"] = "s3cret",
            ["TORCH_HUB_TOKEN"] = "s3cret",
            ["NCCL_password"] = "s3cret",
            ["AWS_SECRET_ACCESS_KEY"] = "s3cret",
            ["PATH"] = "/usr/bin",
            ["HOME"] = "/home/s3cret",
            ["TORCH_MIRROR"] = "https://user:s3cret@example.org/x",
        };
        using var tree = new TreeCopy();
        var facts = MachineFingerprint.Of(MachineReader.Read(tree.Root), name => variables.GetValueOrDefault(name), variables.Keys)
            .Where(fact => fact.Name.StartsWith("env.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["env.HSA_OVERRIDE_GFX_VERSION", "env.HSA_OVERRIDE_GFX_VERSION_1", "env.MIOPEN_DEBUG_CONV_WINOGRAD", "env.NCCL_ALGO",
            "env.OMP_NUM_THREADS", "env.TORCH_MIRROR"],
            facts.Select(fact => fact.Name));
        Assert.All(facts, fact => Assert.Equal(FactRole.Cause, fact.Role));
        Assert.DoesNotContain(facts, fact => fact.Value!.Contains("s3cret", StringComparison.Ordinal));
    }
}

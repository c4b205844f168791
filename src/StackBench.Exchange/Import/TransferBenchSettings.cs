using System.Text.RegularExpressions;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>What TransferBench prints above its results of how it copies: other settings are other work.</summary>
internal static partial class TransferBenchSettings
{
    private static readonly string[] Names =
        ["A2A_DIRECT", "A2A_LOCAL", "A2A_MODE", "BLOCK_BYTES", "BLOCK_ORDER", "BYTE_OFFSET", "CU_MASK", "GFX_BLOCK_SIZE", "GFX_SINGLE_TEAM",
            "GFX_TEMPORAL", "GFX_UNROLL", "GFX_WAVE_ORDER", "GFX_WORD_SIZE", "NUM_CPU_SE", "NUM_GPU_SE", "NUM_SUB_EXEC", "P2P_MODE",
            "SHARED_MEM_BYTES", "USE_FINE_GRAIN", "USE_GPU_DMA", "USE_HSA_DMA", "USE_REMOTE_READ", "USE_SINGLE_STREAM", "USE_XCC_FILTER"];

    public static Parameters Of(ImportSource source) => ImportParameters.Of(
        source.Lines.SelectMany(line => (Match[])[Variable().Match(line.Text), Units().Match(line.Text)])
            .Where(match => match.Success)
            .Select(match => (Name: match.Groups["name"].Success ? match.Groups["name"].Value : "CUS", match.Groups["value"].Value))
            .Where(setting => setting.Name == "CUS" || Names.Contains(setting.Name))
            .Select(setting => (setting.Name.ToLowerInvariant(), (string?)setting.Value)));

    [GeneratedRegex(@"^(?<name>[A-Z][A-Z0-9_]{2,30}) *[=,] *(?<value>-?\w+) *[:,]", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Variable();

    [GeneratedRegex(@"pairs of GPUs using (?<value>\d+) CUs", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Units();
}

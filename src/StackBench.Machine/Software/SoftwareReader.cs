using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Reads the software inventory of a tree.</summary>
internal static class SoftwareReader
{
    private const string NvidiaVersion = "/proc/driver/nvidia/version";

    /// <param name="variable">Value of an environment variable; null when it is not set.</param>
    /// <param name="workingFolder">Where the user stands; null where that is not known.</param>
    public static SoftwareFacts Read(SystemTree tree, Func<string, string?> variable, string? workingFolder)
    {
        var packages = DpkgStatus.Read(tree);
        return new SoftwareFacts
        {
            AmdgpuDriver =
                tree.Line("/sys/module/amdgpu/version")
                    .Else(() => Fact<string>.Unknown("no amdgpu module with a version of its own: the kernel's is used, or none")),
            NvidiaDriver = tree.Text(NvidiaVersion).Then(OfNvidia),
            Rocm = ReleaseReader.Rocm(tree),
            Cuda = ReleaseReader.Cuda(tree),
            Drivers = ComputeDriverReader.Read(tree, variable),
            LlamaCpp = ToolReader.LlamaCpp(tree, packages, variable),
            PostgreSql = ToolReader.PostgreSql(tree, packages, variable),
            Slurm = ToolReader.Slurm(tree, packages, variable),
            Pythons = PythonReader.Read(tree, variable, workingFolder),
        };
    }

    /// <summary>The first word that is a version: <c>NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue ...</c>.</summary>
    private static Fact<string> OfNvidia(string text) =>
        PlainText.OneLine(text.Split('\n')[0]).Split(' ').FirstOrDefault(word => word.Length > 3
            && word.Contains('.', StringComparison.Ordinal) && word.All(character => char.IsAsciiDigit(character) || character == '.'))
            is { } version
            ? version
            : Fact<string>.Unknown($"{NvidiaVersion} tells no version");
}

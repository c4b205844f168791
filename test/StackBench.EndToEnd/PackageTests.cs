using System.Diagnostics;
using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>eng/package.sh and install.sh on the build output: what people download is made, checked, installed and taken away.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string Root = Up(AppContext.BaseDirectory);

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_archive_is_the_same_twice_and_installs_runs_and_goes()
    {
        Package("one");
        Package("two");
        Assert.Equal(File.ReadAllText(At("one/SHA256SUMS")), File.ReadAllText(At("two/SHA256SUMS")));

        var prefix = At("prefix");
        var (code, said) = Sh("install.sh", Archive("one"), prefix);
        Assert.True(code == 0, said);
        Assert.Equal(Run(Binary.Built, "--version").Said, Run(Path.Combine(prefix, "bin/stackbench"), "--version").Said);
        Assert.True(File.Exists(Path.Combine(prefix, "share/man/man1/stackbench.1.gz")));
        var share = Path.Combine(prefix, "lib/stackbench/share");
        Assert.Contains("\"bomFormat\": \"CycloneDX\"", File.ReadAllText(Path.Combine(share, "sbom.cdx.json")), StringComparison.Ordinal);
        Assert.Contains("Terminal.Gui ", File.ReadAllText(Path.Combine(share, "licenses/README")), StringComparison.Ordinal);

        Assert.Equal(0, Run("sh", Path.Combine(share, "install.sh"), "--uninstall").Code);
        Assert.Empty(Directory.GetFiles(prefix, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_damaged_archive_is_refused_and_what_is_installed_stays()
    {
        Package("one");
        var prefix = At("prefix");
        var (code, said) = Sh("install.sh", Archive("one"), prefix);
        Assert.True(code == 0, said);
        using (var file = File.OpenWrite(Archive("one")))
        {
            file.Seek(-9, SeekOrigin.End);
            file.WriteByte(7);
        }

        (code, said) = Sh("install.sh", Archive("one"), prefix);
        Assert.Equal(1, code);
        Assert.Contains("is damaged: its checksum differs", said, StringComparison.Ordinal);
        Assert.Equal(0, Run(Path.Combine(prefix, "bin/stackbench"), "--version").Code);
    }

    [Fact]
    public void A_Debian_package_has_program_manual_and_completions_where_they_belong()
    {
        if (!IsOnPath("dpkg-deb")) Requirement.Missing("dpkg-deb is not installed");
        Package("one");
        var files = Run("dpkg-deb", "-c", Directory.GetFiles(At("one"), "*.deb").Single()).Said;
        foreach (var file in new[]
        {
            "./usr/bin/stackbench -> ../lib/stackbench/stackbench", "./usr/share/man/man1/stackbench.1.gz",
            "./usr/share/bash-completion/completions/stackbench", "./usr/share/zsh/vendor-completions/_stackbench",
            "./usr/lib/stackbench/share/licenses/README", "root/root",
        })
            Assert.Contains(file, files, StringComparison.Ordinal);
    }

    private void Package(string name)
    {
        if (!IsOnPath("python3")) Requirement.Missing("python3 is not installed");
        var (code, said) = Run("bash", Path.Combine(Root, "eng/package.sh"), At(name), Path.GetDirectoryName(Binary.Built)!);
        Assert.True(code == 0, said);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Archive(string name) => Directory.GetFiles(At(name), "*.tar.gz").Single();

    private static (int Code, string Said) Sh(string script, params string[] arguments) =>
        Run("sh", [Path.Combine(Root, "eng", script), .. arguments]);

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Up(string folder) => File.Exists(Path.Combine(folder, "StackBench.slnx"))
        ? folder
        : Up(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!);
}

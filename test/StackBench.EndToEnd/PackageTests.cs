using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>eng/package.sh and install.sh on the build output: what people download is made, checked, installed and taken away.</summary>
public sealed class PackageTests(PackagedFolder packaged) : IClassFixture<PackagedFolder>, IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_archive_is_the_same_twice_and_installs_runs_and_goes()
    {
        PackagedFolder.Make(At("two"));
        Assert.Equal(File.ReadAllText(Path.Combine(packaged.Path, "SHA256SUMS")), File.ReadAllText(At("two/SHA256SUMS")));

        var prefix = At("prefix");
        var (code, said) = Commands.Run("sh", Install, Archive, prefix);
        Assert.True(code == 0, said);
        Assert.Equal(Commands.Run(Binary.Built, "--version").Said, Commands.Run(Path.Combine(prefix, "bin/stackbench"), "--version").Said);
        Assert.True(File.Exists(Path.Combine(prefix, "share/man/man1/stackbench.1.gz")));
        var share = Path.Combine(prefix, "lib/stackbench/share");
        Assert.Contains("\"bomFormat\": \"CycloneDX\"", File.ReadAllText(Path.Combine(share, "sbom.cdx.json")), StringComparison.Ordinal);
        Assert.Contains("Terminal.Gui ", File.ReadAllText(Path.Combine(share, "licenses/README")), StringComparison.Ordinal);

        Assert.Equal(0, Commands.Run("sh", Path.Combine(share, "install.sh"), "--uninstall").Code);
        Assert.Empty(Directory.GetFiles(prefix, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_damaged_archive_is_refused_and_what_is_installed_stays()
    {
        var prefix = At("prefix");
        var (code, said) = Commands.Run("sh", Install, Archive, prefix);
        Assert.True(code == 0, said);
        var damaged = At(Path.GetFileName(Archive));
        File.Copy(Archive, damaged);
        File.Copy(Path.Combine(packaged.Path, "SHA256SUMS"), At("SHA256SUMS"));
        using (var file = File.Open(damaged, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Seek(file.Length / 2, SeekOrigin.Begin);
            var before = file.ReadByte();
            file.Seek(-1, SeekOrigin.Current);
            file.WriteByte((byte)~before);
        }

        (code, said) = Commands.Run("sh", Install, damaged, prefix);
        Assert.Equal(1, code);
        Assert.Contains("is damaged: its checksum differs", said, StringComparison.Ordinal);
        Assert.Equal(0, Commands.Run(Path.Combine(prefix, "bin/stackbench"), "--version").Code);
    }

    [Theory]
    [InlineData("lib/stackbench/thesis.txt", "is not of install.sh")]
    [InlineData("bin/stackbench", "is another program or link")]
    public void What_install_did_not_bring_it_does_not_replace_or_take_away(string file, string words)
    {
        var prefix = At("prefix");
        var mine = Path.Combine(prefix, file);
        Directory.CreateDirectory(Path.GetDirectoryName(mine)!);
        File.WriteAllText(mine, "mine");
        var (code, said) = Commands.Run("sh", Install, Archive, prefix);
        Assert.Equal(1, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Commands.Run("sh", Install, "--uninstall", prefix);
        Assert.Equal([mine], Directory.GetFiles(prefix, "*", SearchOption.AllDirectories));
        Assert.Equal("mine", File.ReadAllText(mine));
    }

    [Fact]
    public void A_Debian_package_has_program_manual_and_completions_where_they_belong()
    {
        if (!Commands.IsOnPath("dpkg-deb")) Requirement.Missing("dpkg-deb is not installed");
        var files = Commands.Run("dpkg-deb", "-c", Directory.GetFiles(packaged.Path, "*.deb").Single()).Said;
        foreach (var file in new[]
        {
            "./usr/bin/stackbench -> ../lib/stackbench/stackbench", "./usr/share/man/man1/stackbench.1.gz",
            "./usr/share/bash-completion/completions/stackbench", "./usr/share/zsh/vendor-completions/_stackbench",
            "./usr/lib/stackbench/share/licenses/README", "root/root",
        })
            Assert.Contains(file, files, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_of_rpm_has_them_too_and_asks_for_nothing_that_it_brings()
    {
        if (!Commands.IsOnPath("rpmbuild")) Requirement.Missing("rpmbuild is not installed (apt-get install rpm)");
        var package = Directory.GetFiles(packaged.Path, "*.rpm").Single();
        var files = Commands.Run("rpm", "-qlp", package).Said.Split('\n');
        foreach (var file in new[]
        {
            "/usr/bin/stackbench", "/usr/share/man/man1/stackbench.1.gz", "/usr/share/bash-completion/completions/stackbench",
            "/usr/share/zsh/site-functions/_stackbench", "/usr/lib/stackbench/share/licenses/README",
            "/usr/share/licenses/stackbench/LICENSE",
        })
            Assert.Contains(file, files);
        Assert.DoesNotContain("libtorch", Commands.Run("rpm", "-qp", "--requires", package).Said, StringComparison.Ordinal);
    }

    private static string Install => Path.Combine(PackagedFolder.Root, "eng/install.sh");

    private string Archive => Directory.GetFiles(packaged.Path, "*.tar.gz").Single();

    private string At(string name) => Path.Combine(_folder.Path, name);
}

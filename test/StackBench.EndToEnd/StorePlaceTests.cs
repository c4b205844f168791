using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>Stores in places that do not allow everything: no locks, no shared memory, read-only, another user's, full.</summary>
public sealed class StorePlaceTests : IDisposable
{
    private const string Run = "20260101-080000-0001";

    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    private string Home => Path.Combine(_store.Path, "home");

    [Fact]
    public void A_store_without_file_locks_is_read_and_writing_names_the_file_system_and_what_to_set()
    {
        Import();
        var shim = $"LD_PRELOAD={Lockless()} SHIM_NO_LOCKS=1";
        Assert.Contains(Run, Shell($"{shim} {Program} history").Out, StringComparison.Ordinal);
        Assert.Contains(Run, Shell($"{shim} {Program} show latest").Out, StringComparison.Ordinal);
        var (code, _, error) = Shell($"{shim} {Program} history label latest x");
        Assert.Equal(1, code);
        Assert.Contains("a file system without file locks", error, StringComparison.Ordinal);
        Assert.Contains("Set STACKBENCH_HOME to a folder on a local disk", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_store_without_shared_memory_uses_a_rollback_journal(bool isNew)
    {
        if (!isNew) Import();
        var shim = $"LD_PRELOAD={Lockless()} SHIM_NO_SHM=1";
        Assert.Equal(0, Shell($"{shim} {Program} import {Document()}").Code);
        Assert.Equal(0, Shell($"{shim} {Program} history label latest x").Code);
        Assert.Contains(Run, Shell($"{shim} {Program} history").Out, StringComparison.Ordinal);
        Assert.Contains(Run, Shell($"{Program} history").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_store_is_read_and_said_before_anything_is_measured()
    {
        Import();
        RequireRoot();
        var mount = $"mount --bind {Home} {Home} && mount -o remount,ro,bind {Home}";
        Assert.Contains(Run, Shell($"unshare -m sh -c '{mount} && {Program} history'").Out, StringComparison.Ordinal);
        var (code, output, error) = Shell($"unshare -m sh -c '{mount} && {Program} run compute-peak'");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("the run store cannot be written", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_user_cannot_read_a_store_unless_it_is_shared_with_a_group()
    {
        RequireRoot();
        Import();
        foreach (var folder in (string[])[_store.Path, Path.GetDirectoryName(Document())!]) Shell($"chmod 755 {folder}");
        // No login is needed: what counts are the numbers.
        string As(int user, string command) => $"setpriv --reuid={user} --regid={user} --groups=60000 env HOME=/tmp {command}";
        var (code, output, error) = Shell(As(60001, $"{Program} history"));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("another user", error, StringComparison.Ordinal);
        Assert.NotEqual(0, Shell(As(60001, $"cat {Home}/logs/{Run}.json")).Code);

        Shell($"rm -r {Home} && mkdir {Home} && chown 60001:60000 {Home} && chmod 2770 {Home} && chmod 644 {Document()}");
        Assert.Equal(0, Shell(As(60001, $"{Program} import {Document()}")).Code);
        Assert.Equal(0, Shell(As(60002, $"{Program} history label latest theirs")).Code);
        Assert.Contains("theirs", Shell(As(60001, $"{Program} history")).Out, StringComparison.Ordinal);
        Assert.Equal(0, Shell(As(60002, $"{Program} history delete {Run}")).Code);
    }

    /// <summary>Room for nothing, for the database, for some results, for all: never a word too many, and never a result lost.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(96)]
    [InlineData(128)]
    [InlineData(192)]
    [InlineData(256)]
    [InlineData(320)]
    [InlineData(448)]
    [InlineData(4096)]
    public void A_full_disk_says_once_what_is_kept_and_the_rest_is_in_a_file(int kibibytes)
    {
        RequireRoot();
        Directory.CreateDirectory(Home);
        var (code, output, error) = Shell(string.Create(CultureInfo.InvariantCulture, $"""
            unshare -m sh -c 'mount -t tmpfs -o size={kibibytes}k,mode=700 tmpfs {Home} &&
            {Program} run compute-peak gpu-capability --launches 3 --budget 10s --format json; code=$?;
            {Program} history --format csv >&2; exit $code'
            """));
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        if (output.Length == 0)
        {
            Assert.Equal(1, code);
            Assert.Contains("no space left for the run store", error, StringComparison.Ordinal);
            return;
        }

        if (!error.Contains("the run goes on", StringComparison.Ordinal))
        {
            Assert.Contains("kept as run", error, StringComparison.Ordinal);
            return;
        }

        Assert.Contains(code, (int[])[1, 4]);
        Assert.DoesNotContain("show it again with", error, StringComparison.Ordinal);
        var end = Assert.Single(error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal)
            && line.Contains("; ", StringComparison.Ordinal) && !line.Contains("the run goes on", StringComparison.Ordinal));
        if (!end.Contains("all of them are in ", StringComparison.Ordinal)) return;
        var saved = end.Split("all of them are in ")[1].Split(". ")[0];
        var other = Path.Combine(_store.Path, "other");
        Assert.Equal(0, Session.Run(other, "import", saved).ExitCode);
        Directory.Delete(saved, recursive: true);
    }

    private static void RequireRoot()
    {
        if (Environment.UserName != "root" || Shell("unshare -m true", "/tmp").Code != 0)
            Requirement.Missing("root, to mount and to be another user");
    }

    private static string Program => Binary.Built;

    private void Import() => Assert.Equal(0, Session.Run(Home, "import", Document()).ExitCode);

    private string Document()
    {
        var file = Path.Combine(_store.Path, "run.json");
        if (!File.Exists(file)) File.WriteAllText(file, StoredDocument.Of(Run));
        return file;
    }

    private string Lockless([CallerFilePath] string here = "")
    {
        var library = Path.Combine(_store.Path, "lockless.so");
        var source = Path.Combine(Path.GetDirectoryName(here)!, "lockless.c");
        if (!File.Exists(library) && Shell($"cc -shared -fPIC -o {library} {source} -ldl").Code != 0) Requirement.Missing("a C compiler");
        return library;
    }

    private (int Code, string Out, string Error) Shell(string command) => Shell(command, Home);

    private static (int Code, string Out, string Error) Shell(string command, string home)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["STACKBENCH_HOME"] = home;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}

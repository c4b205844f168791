using System.Runtime.InteropServices;
using StackBench.Commands;
using StackBench.Store;

namespace StackBench.Tests.Commands;

/// <summary>A defect of the program itself: a sentence, exit code 1, and a file to report it with.</summary>
public sealed class ErrorReportTests
{
    [Fact]
    public async Task A_defect_leaves_a_file_of_version_verb_and_stack()
    {
        using var command = new CommandRun();
        command.OpenStore().Dispose();
        using var broken = new BrokenWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["history", "--format", "json", "--limit", "17"], command.Surroundings(broken, error));

        Assert.Equal(1, code);
        Assert.Contains("internal error: the writer is broken (NotSupportedException)", error.ToString(), StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(command.Location.Folder, "error-*.txt"));
        Assert.Contains(file, error.ToString(), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("verb: stackbench history\n", text, StringComparison.Ordinal);
        Assert.Contains($"stackbench {ProgramVersion.Tool.Version}\n", text, StringComparison.Ordinal);
        Assert.Contains(nameof(BrokenWriter), text, StringComparison.Ordinal);

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Without_a_store_the_file_lies_in_the_temporary_folder()
    {
        using var command = new CommandRun();
        using var broken = new BrokenWriter();
        using var error = new StringWriter();
        var surroundings = command.Surroundings(broken, error) with { Variable = _ => null };
        Assert.Throws<StoreException>(() => StoreLocation.Of(surroundings.Variable));
        await CommandLine.RunAsync(["list", "--format", "json"], surroundings);
        var file = error.ToString().Split(' ').Single(word => word.StartsWith(Path.GetTempPath(), StringComparison.Ordinal)).TrimEnd(';');
        Assert.True(File.Exists(file));
        File.Delete(file);
    }

    /// <summary>All of the file, so that nothing else is in it: of the environment no value.</summary>
    [Fact]
    public void The_file_holds_version_verb_time_system_and_stack_alone()
    {
        var exception = Assert.Throws<NotSupportedException>(() => new BrokenWriter().Write('x'));
        var lines = ErrorReport.Text(exception, "stackbench list", DateTimeOffset.UnixEpoch).Split('\n');
        Assert.Equal([$"stackbench {ProgramVersion.Tool.Version}", "verb: stackbench list", "time: 1970-01-01T00:00:00Z"], lines[..3]);
        Assert.Equal($"system: {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, .NET {Environment.Version}",
            lines[3]);
        Assert.Equal(["", .. exception.ToString().Split('\n'), ""], lines[4..]);
    }

    [Fact]
    public void Where_the_store_cannot_be_written_the_file_lies_in_the_temporary_folder()
    {
        if (!Directory.Exists("/proc/self")) Assert.Skip("needs a folder that nobody can write, which /proc is");
        using var command = new CommandRun();
        var surroundings = command.Surroundings(TextWriter.Null, TextWriter.Null) with
        {
            Variable = name => name == "STACKBENCH_HOME" ? "/proc/self" : null,
        };
        var file = ErrorReport.Write(new NotSupportedException("it broke"), "stackbench list", surroundings)!;
        Assert.StartsWith(Path.GetTempPath(), file, StringComparison.Ordinal);
        File.Delete(file);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(char value) => throw new NotSupportedException("the writer is broken");

        public override void Write(char[] buffer, int index, int count) => Write('x');

        public override void Write(string? value) => Write('x');

        public override void WriteLine(string? value) => Write('x');
    }
}

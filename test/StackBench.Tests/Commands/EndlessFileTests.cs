using System.Diagnostics;
using StackBench.Measuring;

namespace StackBench.Tests.Commands;

/// <summary>Files that never end, or never begin, for every verb that takes a file.</summary>
public sealed class EndlessFileTests : IDisposable
{
    private readonly CommandRun _command = new();

    public EndlessFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "devices and pipes of Linux");

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("larger than 256 MiB", "import", "/dev/zero")]
    [InlineData("larger than 256 MiB", "compare", "/dev/zero", "/dev/zero")]
    [InlineData("larger than 256 MiB", "report", "/dev/zero")]
    [InlineData("larger than 256 MiB", "chart", "samples", "/dev/zero")]
    [InlineData("larger than 256 MiB", "detect", "--from", "/dev/zero")]
    [InlineData("a pipe or a device", "serving", "--dataset", "/dev/zero")]
    [InlineData("a pipe or a device", "serving", "--trace", "/dev/zero")]
    [InlineData("a pipe or a device", "run", "llm", "--model", "/dev/zero")]
    public async Task A_device_that_never_ends_is_refused(string reason, params string[] arguments) =>
        await AssertRefused(reason, arguments);

    /// <summary>An unset variable of a script.</summary>
    [Theory]
    [InlineData("import", "")]
    [InlineData("expect", "check", "")]
    [InlineData("export", "latest", "-o", "")]
    [InlineData("run", "compute-peak", "--document", "")]
    [InlineData("run", "compute-peak", "--expect", "")]
    [InlineData("run", "compute-peak", "--must", ",")]
    public async Task An_empty_name_is_a_mistake_and_no_defect(params string[] arguments)
    {
        for (var day = 0; day < 3; day++)
        {
            using var store = _command.OpenStore();
            store.Import(StackBench.Tests.Fixtures.HistoryRun.Of(day));
        }

        var (code, _, error) = await _command.Run(arguments);
        Assert.InRange(code, (int)ExitCode.Failed, (int)ExitCode.Usage);
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        Assert.Matches("empty|names no workload", error.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("nothing was written to it for 5 s", "import")]
    [InlineData("nothing was written to it for 5 s", "detect", "--from")]
    [InlineData("a pipe or a device", "serving", "--dataset")]
    [InlineData("a pipe or a device", "serving", "--trace")]
    [InlineData("a pipe or a device", "run", "llm", "--model")]
    public async Task A_pipe_that_nobody_writes_to_is_refused(string reason, params string[] arguments)
    {
        var pipe = Pipe("pipe");
        await AssertRefused(reason, [.. arguments, pipe]);
    }

    [Fact]
    public async Task A_folder_of_a_model_may_hold_no_pipe()
    {
        Directory.CreateDirectory(_command.File("model"));
        Pipe("model/config.json");
        await AssertRefused("a pipe or a device", "run", "llm", "--model", _command.File("model"));
    }

    [Fact]
    public async Task A_pipe_with_a_writer_is_read_like_a_file()
    {
        var pipe = Pipe("pipe");
        var reading = Task.Run(() => BoundedFile.Read(pipe));
        await using (var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write)) writer.Write("text"u8);
        Assert.Equal("text"u8.ToArray(), await reading);
    }

    private async Task AssertRefused(string reason, params string[] arguments)
    {
        var (code, output, error) = await _command.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private string Pipe(string name)
    {
        using var make = Process.Start("mkfifo", [_command.File(name)]);
        make.WaitForExit();
        return _command.File(name);
    }
}

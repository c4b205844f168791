using StackBench.Commands;
using StackBench.Fleet.Launchers;
using StackBench.Store;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

/// <summary>Runs the command line against a store in a folder of its own, with what it prints.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ICommands Scheduler { get; init; } = new SystemCommands();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Folder => _folder.Path;

    public StoreLocation Location => new(_folder.File("home"));

    public string File(string name) => _folder.File(name);

    public RunStore OpenStore() => RunStore.Open(Location);

    public async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(args, Surroundings(output, error));
        return (code, output.ToString(), error.ToString());
    }

    /// <param name="said">Gets each line of stderr as it comes.</param>
    public async Task<int> Run(Action<string> said, params string[] args)
    {
        using var output = new StringWriter();
        await using var error = new LineWriter(said);
        return await CommandLine.RunAsync(args, Surroundings(output, error));
    }

    public Surroundings Surroundings(TextWriter output, TextWriter error) => new(
        Consoles.Create(output, isRedirected: true),
        Consoles.Create(error, isRedirected: true),
        Time,
        name => name == "STACKBENCH_HOME" ? Location.Folder : null)
    {
        Scheduler = Scheduler,
    };

    public void Dispose() => _folder.Dispose();

    private sealed class LineWriter(Action<string> said) : StringWriter
    {
        public override void WriteLine(string? value) => said(value ?? "");
    }
}

using System.CommandLine;
using StackBench.Commands;
using StackBench.Core.Results;
using StackBench.Exchange.Export;
using StackBench.Tests.Commands;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>What CONTRIBUTING promises: an exporter is a file and a line of the list.</summary>
public sealed class NewExporterTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("any.file", "--format", "headlines")]
    [InlineData("run.headlines")]
    public async Task It_is_chosen_by_name_or_extension_and_writes_its_file(string file, params string[] options)
    {
        using (var store = _command.OpenStore()) store.Import(ExampleRun.Full);
        var path = _command.File(file);
        var (code, error) = await Export([.. Exporters.All, new HeadlineExporter()], ["latest", "-o", path, .. options]);
        Assert.Equal((0, $"Wrote {path} (headlines).\n"), (code, error));
        Assert.Equal($"{ExampleRun.Full.Results[0].Headline!.Quantity}\n",
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Split('\n')[0] + "\n");
    }

    [Fact]
    public async Task Without_its_line_there_is_no_such_format() =>
        Assert.NotEqual(0, (await Export(Exporters.All, ["latest", "--format", "headlines"])).Code);

    private async Task<(int Code, string Error)> Export(System.Collections.Immutable.ImmutableArray<IRunExporter> exporters, string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var command = ExportCommand.Create(_command.Surroundings(output, error), exporters);
        var code = await command.Parse(args)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, error.ToString());
    }

    private sealed class HeadlineExporter : IRunExporter
    {
        public string Name => "headlines";

        public string Extension => ".headlines";

        public void Write(Run run, TextWriter writer)
        {
            foreach (var result in run.Results) writer.Write($"{result.Headline?.Quantity}\n");
        }
    }
}

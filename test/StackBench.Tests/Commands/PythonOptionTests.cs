using StackBench.Machine;
using StackBench.Measuring;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

public sealed class PythonOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_a_venv_and_a_name_on_the_path_are_found()
    {
        var program = Program("venv/bin/python");
        Assert.Equal(program, Chosen(program));
        Assert.Equal(program, Chosen(_folder.File("venv")));
        Assert.Equal(program, Chosen("python", ("PATH", $"/nowhere:{_folder.File("venv/bin")}")));
        var error = Assert.Throws<UserErrorException>(() => Chosen("/nowhere/python"));
        Assert.Equal((ExitCode.Usage, "there is no Python interpreter '/nowhere/python'"), (error.ExitCode, error.Message));
    }

    [Fact]
    public void The_option_goes_before_the_configuration_and_that_before_the_active_environment()
    {
        var (option, configured, active) = (Program("a/python"), Program("b/python"), Program("c/python"));
        Configure($"python = \"{configured}\"");
        var software =
            new SoftwareFacts { Pythons = [new PythonFacts { Path = active, Kind = "venv", Version = "3.12.1", IsActive = true }] };
        Assert.Equal(option, Chosen(option, software: software));
        Assert.Equal(configured, Chosen(null, software: software));
        Configure("");
        Assert.Equal(active, Chosen(null, software: software));
    }

    [Theory]
    [InlineData("python = ", "cannot be read")]
    [InlineData("python = 3", "python must be a text")]
    [InlineData("pyton = \"x\"", "there is no setting 'pyton'")]
    public void A_broken_configuration_is_refused_with_its_file(string text, string message)
    {
        Configure(text);
        var error = Assert.Throws<UserErrorException>(() => Chosen(null));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("config.toml", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string? Chosen(string? wanted, (string Name, string Value)? variable = null, SoftwareFacts? software = null)
    {
        using var writer = new StringWriter();
        var console = Consoles.Create(writer, isRedirected: true);
        var surroundings = new Surroundings(console, console, TimeProvider.System, name =>
            name == "XDG_CONFIG_HOME" ? _folder.Path : name == variable?.Name ? variable?.Value : null);
        return PythonSetup.Engines(wanted, software ?? SoftwareFacts.Unread, surroundings)[0].Command[0];
    }

    private string Program(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    private void Configure(string text)
    {
        Directory.CreateDirectory(_folder.File("stackbench"));
        File.WriteAllText(_folder.File("stackbench/config.toml"), text);
    }
}

using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Measuring;
using StackBench.Running.Engines;
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
    [InlineData("# mine\npython = ")]
    [InlineData("python = 3")]
    [InlineData("\n\npyton = \"x\"")]
    public void A_mistake_in_the_configuration_is_in_nobodys_way(string text)
    {
        var active = Program("c/python");
        Configure(text);
        var software =
            new SoftwareFacts { Pythons = [new PythonFacts { Path = active, Kind = "venv", Version = "3.12.1", IsActive = true }] };
        Assert.Equal(active, Chosen(null, software: software));
    }

    [Fact]
    public void A_configuration_with_a_byte_order_mark_is_read_as_one_without()
    {
        var program = Program("b/python");
        Configure($"\uFEFFpython = \"{program}\"");
        Assert.Equal(program, Chosen(null));
        Assert.Empty(UserConfiguration.Read(Around()).Mistakes);
    }

    [Fact]
    public void A_configuration_that_never_ends_is_refused_while_it_is_read()
    {
        if (!File.Exists("/dev/zero")) Assert.Skip("needs /dev/zero");
        Directory.CreateDirectory(_folder.File("stackbench"));
        File.CreateSymbolicLink(_folder.File("stackbench/config.toml"), "/dev/zero");
        Assert.EndsWith("config.toml cannot be read: it is a pipe or a device, not a file",
            Assert.Single(UserConfiguration.Read(Around()).Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_interpreter_that_is_not_there_is_the_reason_of_its_engines_alone()
    {
        Configure("# mine\npython = \"/nowhere/python\"");
        var missing = Engines(null)[0].Missing;
        Assert.EndsWith("config.toml:2: there is no Python interpreter '/nowhere/python'", missing?.Reason, StringComparison.Ordinal);
    }

    private string? Chosen(string? wanted, (string Name, string Value)? variable = null, SoftwareFacts? software = null) =>
        Engines(wanted, variable, software)[0].Command[0];

    private ImmutableArray<EngineDefinition> Engines(
        string? wanted, (string Name, string Value)? variable = null, SoftwareFacts? software = null) =>
        PythonSetup.Engines(wanted, software ?? SoftwareFacts.Unread, Around(variable));

    private Surroundings Around((string Name, string Value)? variable = null)
    {
        var console = Consoles.Create(TextWriter.Null, isRedirected: true);
        return new Surroundings(console, console, TimeProvider.System, name =>
            name == "XDG_CONFIG_HOME" ? _folder.Path : name == variable?.Name ? variable?.Value : null);
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

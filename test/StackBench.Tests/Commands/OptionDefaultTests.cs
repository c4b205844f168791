using StackBench.Commands;
using StackBench.Core.Workloads;
using StackBench.Screens;

namespace StackBench.Tests.Commands;

/// <summary>Defaults of options in config.toml and in the environment, through the whole command line.</summary>
public sealed class OptionDefaultTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_table_of_a_verb_is_a_default_of_its_options_and_of_no_others()
    {
        Configure("[history]\nformat = \"json\"");
        Assert.StartsWith("{", (await Run("history")).Out, StringComparison.Ordinal);
        Assert.StartsWith("No runs yet", (await Run("history", "--format", "table")).Out, StringComparison.Ordinal);
        Configure("[trend]\nformat = \"json\"");
        Assert.StartsWith("No runs yet", (await Run("history")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_goes_before_the_file_and_the_command_line_before_both()
    {
        Configure("[history]\nformat = \"json\"");
        _variables["STACKBENCH_HISTORY_FORMAT"] = "csv";
        Assert.StartsWith("id,started_at", (await Run("history")).Out, StringComparison.Ordinal);
        Assert.StartsWith("{", (await Run("history", "--json")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[run]\nonly = [\"fp32*all*\", \"copy, 1*\"]\nlaunches = 2", "2 workloads in 2 launches", "fp32", "copy, 1 thread")]
    [InlineData("[run]\nonly = \"copy, 1*\"\nlaunches = 1", "1 workload in 1 launch ", "copy, 1 thread", "native")]
    public async Task Lists_repeat_an_option_and_numbers_are_numbers(string text, params string[] expected)
    {
        Configure(text);
        var (code, output, _) = await Run("run", "--dry-run", "compute-peak", "memory-bandwidth", "--engine", "native");
        Assert.Equal(0, code);
        Assert.All(expected, words => Assert.Contains(words, output, StringComparison.Ordinal));
        Assert.Contains("No runs yet", (await Run("history")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_form_of_the_full_screen_starts_with_what_is_settled()
    {
        Configure("""
            [run]
            suite = "standard"
            launches = 0
            engine = ["libtorch", "native"]
            budget = "90s"
            only = "gemm*"
            must = "fp32*"
            """);
        _variables["STACKBENCH_RUN_LABEL"] = "night";
        var error = new StringWriter();
        var settled = SettledRun.Read(_run.Surroundings(TextWriter.Null, error) with { Variable = _variables.GetValueOrDefault });
        var form = RunForm.Of(settled);
        Assert.Equal((Suite.Standard, 5, "libtorch", 90.0, "night"),
            (form.Suite, form.Launches, form.Engine, form.BudgetSeconds, form.Label.Value));
        Assert.Equal(["gemm*"], settled.Only);
        Assert.Contains("config.toml:3: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_excludes_an_option_of_the_command_line_gives_way()
    {
        Configure("[run]\nonly = \"copy, 1*\"\nlaunches = 1");
        var (code, output, _) = await Run("run", "--dry-run", "compute-peak", "--engine", "native", "--must", "fp32*1 thread");
        Assert.Equal((0, "1 workload in 1 launch in this order"), (code, output[..36]));
    }

    [Fact]
    public async Task A_flag_takes_true_and_false()
    {
        Configure("[run]\ndry-run = true");
        var (code, output, _) = await Run("run", "compute-peak", "--only", "fp32*1 thread", "--engine", "native");
        Assert.Equal((0, "1 workload in 5 launches"), (code, output[..24]));
        Configure("[history]\njson = false");
        Assert.StartsWith("No runs yet", (await Run("history")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_stays_before_the_command_of_another_program()
    {
        Configure("[around]\nlaunches = 0");
        var (code, _, error) = await Run("around", "--", "echo", "--launches", "3");
        Assert.Equal(2, code);
        Assert.Contains("'0' is no value of --launches", error, StringComparison.Ordinal);
        Assert.Contains("config.toml:2 (--launches)", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("launches = 1 # mine", "1 workload in 1 launch ")]
    [InlineData("launches = 0x2", "1 workload in 2 launches ")]
    [InlineData("budget = \"1_000\"", "'1_000' is no")]
    [InlineData("label = \"true\"", "1 workload in 5 launches ")]
    [InlineData("label = \"false\"", "1 workload in 5 launches ")]
    [InlineData("only = \"copy*\"\nmust = \"fp32*1 thread\"", "contradicts what else is settled for 'run', and is left out")]
    [InlineData("format = \"json\"\nexpect = \"nowhere\"", "1 workload in 5 launches ")]
    public async Task Values_are_what_they_say(string line, string words)
    {
        Configure($"[run]\n{line}");
        var (_, output, error) = await Run(["run", "compute-peak", "--dry-run", "--engine", "native", .. Only(line)]);
        Assert.Contains(words, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("memory-bandwidth", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_gives_a_verb_what_it_asks_for()
    {
        Assert.Equal(2, (await Run("history", "prune")).Code);
        Configure("[history.prune]\nolder-than = \"90d\"");
        Assert.Equal(0, (await Run("history", "prune")).Code);
    }

    [Fact]
    public async Task What_a_verb_refuses_names_the_defaults_it_may_come_from()
    {
        Configure("[serving]\napi-key-env = \"KEY\"");
        var (code, _, error) = await Run("serving");
        Assert.Equal(2, code);
        Assert.Contains("config.toml:2 (--api-key-env)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_has_nothing_to_write() =>
        Assert.Contains("leave one of them out", (await Run("run", "--dry-run", "--json")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_dry_run_says_what_a_budget_leaves_out() =>
        Assert.Contains("The budget leaves out ", (await Run("run", "--dry-run", "--budget", "3s", "--engine", "native")).Out,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("[python]\nhome = \"x\"", "config.toml:2: there is no setting '[python]'; a table has the name of a verb")]
    [InlineData("[history]\n\nlimits = 3", "config.toml:3: 'stackbench history' has no option '--limits'; did you mean limit?")]
    [InlineData("[history.delete]\nzzzzzz = 3", "config.toml:2: 'stackbench history delete' has no option '--zzzzzz'")]
    [InlineData("[history]\nlimit = []", "config.toml:2: 'limit' has no value")]
    [InlineData("# mine\npython = ", "config.toml:2: ")]
    [InlineData("python = 3", "config.toml:1: write python = \"/path/to/python\"")]
    [InlineData("\n\npyton = \"x\"", "config.toml:3: there is no setting 'pyton'; there are python")]
    [InlineData("limit = 3\n[history]", "config.toml:1: there is no setting 'limit'")]
    public async Task What_does_not_exist_is_said_with_its_line_and_hinders_nothing(string text, string message)
    {
        Configure(text);
        var (code, output, error) = await Run("history");
        Assert.Equal(0, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.StartsWith("No runs yet", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_show_lists_each_setting_with_its_place()
    {
        Configure("python = \"/x/python\"\n[run]\nlaunches = 4\n[history.prune]\nkeep = \"baselines\"");
        _variables["STACKBENCH_AB_BUDGET"] = "5m";
        var lines = (await Run("config", "show")).Out.Split('\n');
        foreach (var (begin, end) in new[]
        {
            ("python  ", "config.toml:1"), ("run --launches  ", "config.toml:3"), ("history prune --keep  baselines", "config.toml:5"),
            ("ab --budget  ", "  5m         STACKBENCH_AB_BUDGET"),
        })
            Assert.Contains(
                lines, line => line.StartsWith(begin, StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(" history delete ", "history", "delete")]
    [InlineData(" run [", "run")]
    [InlineData(" [command] ")]
    public async Task Help_of_a_verb_is_its_help(string usage, params string[] verb)
    {
        var (code, output, _) = await Run(["help", .. verb]);
        Assert.Equal(0, code);
        // The program has another name in a test.
        Assert.Contains(usage, output.ReplaceLineEndings("\n").Split("Usage:\n")[1].Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_what_is_no_verb_says_so()
    {
        var (code, _, error) = await Run("help", "history", "burn");
        Assert.Equal(2, code);
        Assert.Contains("there is no verb 'history burn'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_for_short_and_a_format_are_one_too_many() =>
        Assert.Equal(2, (await Run("history", "--json", "--format", "csv")).Code);

    private static string[] Only(string line) =>
        line.StartsWith("only", StringComparison.Ordinal) ? [] : ["--only", "fp32*1 thread"];

    private void Configure(string text)
    {
        _variables["XDG_CONFIG_HOME"] = _run.File("settings");
        Directory.CreateDirectory(_run.File("settings/stackbench"));
        File.WriteAllText(_run.File("settings/stackbench/config.toml"), text);
    }

    private async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var plain = _run.Surroundings(output, error);
        var code = await CommandLine.RunAsync(
            args, plain with { Variable = name => _variables.GetValueOrDefault(name) ?? plain.Variable(name) });
        return (code, output.ToString(), error.ToString());
    }
}

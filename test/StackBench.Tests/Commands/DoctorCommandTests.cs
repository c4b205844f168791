using System.Text.Json.Nodes;
using StackBench.Tests.Machine;

namespace StackBench.Tests.Commands;

public sealed class DoctorCommandTests
{
    private const string Clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

    [Theory]
    [InlineData("hpet", 4)]
    [InlineData("kvm-clock", 0)]
    [InlineData("tsc", 0)]
    public async Task Only_problems_and_warnings_change_the_exit_code(string clock, int code)
    {
        using var run = new CommandRun();
        using var tree = new TreeCopy().With(Clock, clock);
        foreach (var format in (string[])["table", "json"])
            Assert.Equal(code, (await run.Run("doctor", "--root", tree.Root, "--format", format)).Code);
    }

    [Fact]
    public async Task A_finding_has_cause_effect_and_remedy_and_the_rest_is_counted_or_named()
    {
        using var run = new CommandRun();
        using var tree = new TreeCopy().With(Clock, "hpet");
        var (_, text, error) = await run.Run("doctor", "--root", tree.Root);
        Assert.Equal("", error);
        Assert.StartsWith(
            "WARNING  clock.source\n         cause   the clock source is 'hpet'\n         effect  ", text, StringComparison.Ordinal);
        Assert.Contains("         remedy  ", text, StringComparison.Ordinal);
        Assert.Matches(@"1 warning; \d+ checks? fine, \d+ checks not done in full \(--all says why\)\.\n$", text);
        Assert.DoesNotContain("cpu.turbo", text, StringComparison.Ordinal);
        var (_, all, _) = await run.Run("doctor", "--root", tree.Root, "--all");
        Assert.Contains("unknown  cpu.turbo\n         no turbo switch in sysfs", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_names_what_was_found_and_what_was_not_checked()
    {
        using var run = new CommandRun();
        using var tree = new TreeCopy().With(Clock, "hpet");
        var json = JsonNode.Parse((await run.Run("doctor", "--root", tree.Root, "--format", "json")).Out)!;
        Assert.Equal("clock.source", (string)json["findings"]![0]!["id"]!);
        Assert.Equal("warning", (string)json["findings"]![0]!["severity"]!);
        Assert.Contains(json["notChecked"]!.AsArray(), entry => (string)entry!["id"]! == "cpu.turbo");
    }

    [Fact]
    public async Task Text_of_a_machine_is_neither_markup_nor_a_terminal_command()
    {
        using var run = new CommandRun();
        using var tree = new TreeCopy().With(Clock, "[red]evil\u001b]0;title\u0007");
        var (code, text, _) = await run.Run("doctor", "--root", tree.Root);
        Assert.Equal(0, code);
        Assert.Contains("'[red]evil]0;title'", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public async Task This_machine_can_be_examined()
    {
        using var run = new CommandRun();
        Assert.Contains((await run.Run("doctor", "--all")).Code, (int[])[0, 4]);
    }

    [Theory]
    [InlineData("--root", "/no/such/folder")]
    [InlineData("--format", "csv")]
    public async Task Wrong_use_is_code_2(string option, string value)
    {
        using var run = new CommandRun();
        Assert.Equal(2, (await run.Run("doctor", option, value)).Code);
    }
}

using System.Text;
using StackBench.Machine.Cpu;

namespace StackBench.Tests.Machine.Cpu;

public sealed class CpuTicksTests : IDisposable
{
    private const int Engine = 4711;

    private readonly TreeCopy _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("cpu  1 2 3 4 5 6 7 8 9 10\n", 36.0, 27.0, 8.0)]
    [InlineData("cpu 1 2 3\n", null, null, null)]
    [InlineData("cpu 1 2 3 4 5 6 7 x 9 10\n", null, null, null)]
    [InlineData("cpu0 1 2 3 4 5 6 7 8\n", null, null, null)]
    [InlineData("", null, null, null)]
    public void The_first_line_of_stat_is_the_sum_of_all(string text, double? total, double? busy, double? stolen)
    {
        var ticks = CpuTicks.Parse(Encoding.ASCII.GetBytes(text));
        Assert.Equal((total, busy, stolen), (ticks?.Total, ticks?.Busy, ticks?.Stolen));
    }

    [Theory]
    [InlineData(200, 0, 0, 0.0)]
    [InlineData(150, 50, 0, 0.25)]
    [InlineData(100, 0, 50, 0.25)]
    [InlineData(0, 200, 0, 1.0)]
    public void What_is_not_our_own_is_that_of_others(int own, int others, int stolen, double share)
    {
        var before = new CpuTicks(1000, 400, 10);
        var after = new CpuTicks(1200, 400 + own + others + stolen, 10 + stolen);
        Assert.Equal((share, (own + others + stolen) / 200.0, stolen / 200.0),
            (after.OthersShare(before, own), after.BusyShare(before), after.StolenShare(before)));
    }

    [Theory]
    [InlineData("1 (init) S 0 1 1 0 -1 4194560 100 0 0 0 150 50 7 8 20 0 1 0 77 5", "init", 1, 200, 15)]
    [InlineData("7 (a (b) c) R 0 2 1 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 77\n", "a (b) c", 2, 3, 0)]
    [InlineData("7 (a\u001bb) R 0 1 1 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 77 5", "ab", 1, 3, 0)]
    [InlineData("7 (word) R 0 1 1 0 -1 4194560 100 0 0 0 1 two 0 0 20 0 1 0 77 5", null, 0, 0, 0)]
    [InlineData("7 (short) R 0", null, 0, 0, 0)]
    [InlineData("", null, 0, 0, 0)]
    public void A_process_is_its_name_group_and_ticks(string line, string? name, long group, long own, long children)
    {
        var text = Encoding.ASCII.GetBytes(line);
        Assert.Equal(name is null ? null : new ProcessTicks(0, group, own, children, 77), ProcessTicks.Parse(text));
        if (name is not null) Assert.Equal(name, ProcessTicks.Name(text));
    }

    [Fact]
    public void An_engine_is_its_process_group_and_the_programs_it_ran()
    {
        _tree.With("/proc/stat", "cpu  900 0 0 100 0 0 0 0 0 0\n")
            .With("/proc/pressure/cpu", "some avg10=1.53 avg60=0.87 avg300=0.80 total=123456\nfull avg10=0 total=9\n")
            .With("/proc/50/stat", Stat(50, Engine, own: 30, children: 4)).With("/proc/51/stat", Stat(51, Engine, own: 5, children: 0))
            .With("/proc/52/stat", Stat(52, 52, own: 1000, children: 1000));
        Assert.Equal(new CpuUse(new CpuTicks(1000, 900, 0), 39, 123456), CpuUse.Read(Engine, _tree.Root));
        Assert.Equal(0, CpuUse.Read(null, _tree.Root).Own);
    }

    [Fact]
    public void A_machine_that_does_not_tell_is_unknown() => Assert.Equal(new CpuUse(null, 0, null), CpuUse.Read(Engine, _tree.Root));

    private static string Stat(int id, int group, int own, int children) =>
        $"{id} (a) (odd name) S 1 {group} {group} 0 -1 0 0 0 0 0 {own} 0 {children} 0 20 0 1 0 100\n";
}

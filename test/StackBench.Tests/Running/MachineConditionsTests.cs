using StackBench.Core.Assessments;
using StackBench.Running;

namespace StackBench.Tests.Running;

public sealed class MachineConditionsTests : IDisposable
{
    private const int Engine = 4711;

    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-proc-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(200, 0, 0, 0.0)]
    [InlineData(150, 50, 0, 0.25)]
    [InlineData(0, 100, 0, 0.5)]
    [InlineData(100, 0, 50, 0.25)]
    public void What_the_engine_used_is_not_other_work(int engineTicks, int otherTicks, int stolenTicks, double others)
    {
        // 200 ticks of processor time pass: what nobody uses is idle.
        Write(busy: 1000, idle: 5000, steal: 0, engine: 300);
        var conditions = MachineConditions.Begin(TimeProvider.System, Engine, _root);
        Write(1000 + engineTicks + otherTicks, 5000 + 200 - engineTicks - otherTicks - stolenTicks, stolenTicks, 300 + engineTicks);

        var seen = conditions.End();
        Assert.Equal(others, seen[LaunchFacts.CpuOthers], 12);
        Assert.Equal(stolenTicks / 200.0, seen[MachineConditions.CpuSteal], 12);
    }

    [Fact]
    public void What_a_program_used_that_the_engine_ran_and_that_ended_is_not_other_work()
    {
        Write(busy: 1000, idle: 5000, steal: 0, engine: 300, children: 40);
        var conditions = MachineConditions.Begin(TimeProvider.System, Engine, _root);
        Write(busy: 1200, idle: 5000, steal: 0, engine: 310, children: 230);
        Assert.Equal(0, conditions.End()[LaunchFacts.CpuOthers], 12);
    }

    [Fact]
    public void A_machine_that_does_not_tell_has_no_conditions()
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc"));
        Assert.Empty(MachineConditions.Begin(TimeProvider.System, Engine, _root).End());
    }

    [Fact]
    public void Where_no_tick_passed_nothing_is_said_of_shares()
    {
        Write(busy: 1000, idle: 5000, steal: 0, engine: 300);
        Assert.Empty(MachineConditions.Begin(TimeProvider.System, Engine, _root).End());
    }

    /// <summary>Microseconds in which a task waited, of a second that passed.</summary>
    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(250_000, 0.25)]
    [InlineData(2_000_000, 1.0)]
    public void Pressure_is_the_share_of_time_in_which_a_task_waited(int stalled, double share)
    {
        var time = new SteppingTime { IsHeld = true };
        WriteStall(5_000_000);
        var conditions = MachineConditions.Begin(time, Engine, _root);
        WriteStall(5_000_000 + stalled);
        Assert.DoesNotContain(MachineConditions.CpuPressure, conditions.End().Keys);
        time.Step(TimeSpan.FromSeconds(1));
        Assert.Equal(share, conditions.End()[MachineConditions.CpuPressure], 12);
    }

    private void WriteStall(int total)
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc", "pressure"));
        File.WriteAllText(
            Path.Combine(_root, "proc", "pressure", "cpu"), $"some avg10=1.53 avg60=0.87 avg300=0.80 total={total}\n");
    }

    private void Write(int busy, int idle, int steal, int engine, int children = 0)
    {
        var process = Directory.CreateDirectory(Path.Combine(_root, "proc", "5000")).FullName;
        File.WriteAllText(Path.Combine(_root, "proc", "stat"), $"cpu  {busy} 0 0 {idle} 0 0 0 {steal} 0 0\n");
        File.WriteAllText(Path.Combine(process, "stat"),
            $"5000 (a) (odd name) S 1 {Engine} {Engine} 0 -1 0 0 0 0 0 {engine} 0 {children} 0 20 0 1 0 100\n");
    }
}

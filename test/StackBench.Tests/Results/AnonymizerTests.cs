using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Results;

public sealed class AnonymizerTests
{
    private static readonly string[] Machines = ["one", "two", "one"];
    private static readonly Anonymizer Anonymizer = new(["lab-7"], ["alice"]);

    [Theory]
    [InlineData("loaded /home/bob/venv/lib/libtorch.so (4 parts)", "loaded <path> (4 parts)")]
    [InlineData("PATH=/opt/x/bin:/usr/bin", "PATH=<path>:<path>")]
    [InlineData("cannot open '~/models/a.gguf'", "cannot open '<path>'")]
    [InlineData(@"in C:\Users\bob\torch.dll", "in <path>")]
    [InlineData("GPU-5e2f3b1c-0a1b-2c3d-4e5f-60718293a4b5 lost", "<uuid> lost")]
    [InlineData("Serial Number: 1563221000417", "Serial Number: <serial>")]
    [InlineData("POST http://10.0.0.7:8000/v1 failed", "POST <address> failed")]
    [InlineData("mail alice@example.org on LAB-7", "mail <address> on <host>")]
    [InlineData("mac 00:1a:2b:3c:4d:5e", "mac <address>")]
    [InlineData("no answer from 192.168.4.20", "no answer from <address>")]
    [InlineData("asked by alice, not malice", "asked by <user>, not malice")]
    [InlineData("686 GFLOP/s, read/write 12 GB/s, driver 550.54.15, cuBLAS 12.4.5.8",
        "686 GFLOP/s, read/write 12 GB/s, driver 550.54.15, cuBLAS 12.4.5.8")]
    [InlineData("fp32 2048x2048x2048 0000:03:00.0", "fp32 2048x2048x2048 0000:03:00.0")]
    public void What_is_private_in_a_text_is_taken_out_and_nothing_else(string text, string expected) =>
        Assert.Equal(expected, PrivateText.Without(text, [("lab-7", "<host>"), ("alice", "<user>")]));

    [Theory]
    [InlineData("cpu.model", true)]
    [InlineData("gpu.0000:03:00.0.name", true)]
    [InlineData("gpu.0000:03:00.0.serial", false)]
    [InlineData("gpu.id", false)]
    [InlineData("host.name", false)]
    [InlineData("os.hostname", false)]
    [InlineData("engine.worker", false)]
    [InlineData("import.file", false)]
    [InlineData("something.new", false)]
    public void Facts_pass_by_name(string fact, bool isShown) => Assert.Equal(isShown, Anonymizer.Shows(fact));

    [Fact]
    public void Nothing_private_is_left_in_the_document()
    {
        var run = ExampleRun.Full with
        {
            Label = "alice's run",
            Fingerprint = ExampleRun.Full.Fingerprint.With(
            [
                new("host.name", "node-17", FactRole.Noise), new("import.machine", "node-17.example.org", FactRole.Identity),
                new("env.TRITON_CACHE_DIR", "/home/bob/.triton/cache", FactRole.Cause), new("env.NOTE", "bob was here", FactRole.Cause),
                new("software.python", "3.12.4", FactRole.Cause),
            ]),
            Results =
            [
                ExampleRun.Full.Results[0] with
                {
                    Workload = "run /data/carol/a.sh",
                    Outcome = new Failed(FailureStage.Start, "no /data/carol/a.sh on node-17", ["secret line"]),
                },
                ExampleRun.Full.Results[0] with { Workload = "run /data/carol/b.sh" },
            ],
        };
        var shown = Anonymizer.Of(run);
        var text = System.Text.Encoding.UTF8.GetString(RunDocument.Write(shown));
        foreach (var word in (string[])["alice", "bob", "carol", "node-17", "secret", "/home", "/data"])
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("3.12.4", text, StringComparison.Ordinal);
        Assert.Equal(["run <path>", "run <path> (2)"], shown.Results.Select(result => result.Workload));
        Assert.Equal(shown.Results.Length, RunDocument.Read(RunDocument.Write(shown), "again").Results.Length);
    }

    [Fact]
    public void Machines_that_differ_still_do_and_those_that_are_one_still_are()
    {
        static Run On(string machine) =>
            ExampleRun.Full with { Fingerprint = ExampleRun.Full.Fingerprint.With([new("import.machine", machine, FactRole.Identity)]) };
        var anonymizer = new Anonymizer([], []);
        string[] keys = [.. Machines.Select(machine => MachineKey.Of(anonymizer.Of(On(machine)).Fingerprint))];
        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
    }
}

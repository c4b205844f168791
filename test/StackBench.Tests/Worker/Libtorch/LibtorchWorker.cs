using System.Diagnostics;
using System.Text.Json;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

/// <summary>A real worker process with the libtorch engine, driven through its pipes as the host does.</summary>
public sealed class LibtorchWorker : IDisposable
{
    private readonly Process _process;
    private int _lastId;

    public LibtorchWorker()
        : this(new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    internal LibtorchWorker(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "libtorch"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(LibtorchFolder.EnvironmentName);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
    }

    public WorkerMessage Hello() => Ask(new Hello(ProtocolVersion.Current));

    /// <summary>A worker with the libtorch of the build; skips the test where this platform has none.</summary>
    public void RequireLibtorch()
    {
        if (Hello() is Ready) return;
        if (Environment.GetEnvironmentVariable("STACKBENCH_REQUIRE_ALL") == "1")
            Assert.Fail("libtorch is not to be had, but everything is required");
        Assert.Skip("libtorch is not to be had on this platform");
    }

    /// <summary>Prepares an operation under a new id.</summary>
    public (string Id, WorkerMessage Answer) Prepare(string op, Parameters parameters, string device = "cpu")
    {
        var id = FormattableString.Invariant($"t{++_lastId}");
        var json = JsonSerializer.SerializeToElement(parameters, JsonSerializerOptions.Default);
        return (id, Ask(new Prepare(id, op, json, device, Seed: 42)));
    }

    /// <summary>Prepares an operation that is expected to work, takes samples and releases it.</summary>
    public (Prepared Prepared, Samples Samples) Run(string op, Parameters parameters, int samples = 2)
    {
        var (id, answer) = Prepare(op, parameters);
        var prepared = Assert.IsType<Prepared>(answer);
        var taken = Assert.IsType<Samples>(Ask(new Measure(id, Iterations: 2, samples)));
        Send(new Release(id));
        return (prepared, taken);
    }

    public WorkerMessage Ask(HostMessage message)
    {
        Send(message);
        return Receive();
    }

    public WorkerMessage Receive()
    {
        var line = _process.StandardOutput.ReadLine();
        Assert.NotNull(line);
        Assert.Equal((char)Framing.RecordSeparator, line[0]);
        return JsonSerializer.Deserialize(line[1..], ProtocolJson.Default.WorkerMessage)!;
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(30)), "the worker did not exit");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Send(HostMessage message)
    {
        _process.StandardInput.BaseStream.Write(Framing.Encode(message, ProtocolJson.Default.HostMessage));
        _process.StandardInput.BaseStream.Flush();
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using StackBench.Machine.Cpu;

namespace StackBench.Tests.Machine.Cpu;

public sealed class ListeningProcessesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stackbench-proc-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Who_listens_and_all_below_are_found_and_nobody_else()
    {
        Write("net/tcp", """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0
               1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1
               2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4713 1 0 100 0 0 10 0

            """);
        Process(10, parent: 1, socket: 4711);
        Process(11, parent: 10, socket: null);
        Process(12, parent: 11, socket: null);
        Process(20, parent: 1, socket: 4712);
        Process(21, parent: 1, socket: 4713);
        Assert.Equal([10, 11, 12], ListeningProcesses.On(8080, _root).Order());
        Assert.Equal([21], ListeningProcesses.On(8081, _root));
        Assert.Empty(ListeningProcesses.On(8082, _root));
    }

    [Fact]
    public void What_a_called_process_uses_is_own_work()
    {
        Process(10, parent: 1, socket: null, ticks: 30);
        Process(11, parent: 1, socket: null, ticks: 5);
        Assert.Equal((0, 30), (CpuUse.Read(999, _root).Own, CpuUse.Read(999, _root, ImmutableHashSet.Create(10)).Own));
    }

    [Fact]
    public void This_process_is_found_by_a_port_it_listens_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.Contains(Environment.ProcessId, ListeningProcesses.On(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    private void Process(int id, int parent, int? socket, int ticks = 0)
    {
        Write($"{id}/stat", $"{id} (server) S {parent} {id} {id} 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 100\n");
        var fd = Directory.CreateDirectory(Path.Combine(_root, "proc", $"{id}", "fd")).FullName;
        if (socket is { } inode) File.CreateSymbolicLink(Path.Combine(fd, "3"), $"socket:[{inode}]");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, "proc", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

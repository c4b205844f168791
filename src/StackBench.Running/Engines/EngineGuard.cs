using System.Diagnostics;

namespace StackBench.Running.Engines;

/// <summary>
/// Outlives the host: when it dies, however it dies, this kills what the engine left, and removes its folder. A shell that sleeps in the
/// kernel until then, so that it disturbs no measurement. Only on Linux; elsewhere engines end by themselves as their pipes break.
/// </summary>
/// <remarks>It finds processes that left the engine's session by <see cref="EngineDescendants.Variable"/> in their environment.</remarks>
internal sealed class EngineGuard : IDisposable
{
    private const string Shell = "/bin/sh";

    // A word means that the host has seen to everything itself.
    private const string Script = """
        trap '' INT TERM HUP; exec >/dev/null 2>&1; cd /
        if read -r word; then exit 0; fi
        for round in 1 2 3; do
          for file in $(grep -lsaF -- "$1" /proc/[0-9]*/environ); do pid=${file#/proc/}; kill -KILL "${pid%/environ}"; done
        done
        if [ -z "$2" ]; then exit 0; fi
        rm -rf -- "$2"; folder=${2%/*}; set -- "$folder"/*
        if [ "$*" = "$folder/host.lock" ]; then rm -rf -- "$folder"; fi
        """;

    private readonly Process? _process;

    private EngineGuard(Process? process) => _process = process;

    /// <param name="mark">Value of the variable that all processes of the engine have.</param>
    /// <param name="folder">Folder to remove; null for none.</param>
    public static EngineGuard Start(string mark, string? folder)
    {
        if (!ProcessGroup.CanLead || !File.Exists(Shell)) return new EngineGuard(null);
        var start = ProcessGroup.StartInfo([Shell, "-c", Script, "stackbench-guard", $"{EngineDescendants.Variable}={mark}", folder ?? ""]);
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        try
        {
            var process = Process.Start(start);
            if (process is not null) EngineDescendants.Know(process.Id);
            return new EngineGuard(process);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            // Too many processes: the engine still ends by itself when its pipes break.
            return new EngineGuard(null);
        }
    }

    public void Dispose()
    {
        if (_process is null) return;
        try
        {
            _process.StandardInput.WriteLine("done");
            _process.StandardInput.Close();
            _process.WaitForExit(TimeSpan.FromSeconds(1));
        }
        catch (IOException)
        {
            // Somebody killed it.
        }

        _process.Dispose();
    }
}

namespace StackBench.Tests.Llm;

/// <summary>A folder with a shell script in place of llama-bench.</summary>
internal sealed class FakeLlamaBench : IDisposable
{
    /// <summary>A recent version's help, then the script's own way with a test.</summary>
    private const string Preamble = """
        #!/bin/sh
        case "$1" in
        --help) echo "-d, --n-depth <n>"; echo "-dev, --device <dev>"; echo "--flash-attn <on|off|auto>"; exit 0 ;;
        --version) echo "version: 9.9 (build 1)"; exit 0 ;;
        esac
        while [ $# -gt 1 ]; do case "$1" in -p) p=$2 ;; -n) n=$2 ;; -r) r=$2 ;; -d) d=$2 ;; esac; shift; done

        """;

    /// <summary>Sample i takes i microseconds.</summary>
    public const string WellBehaved = """
        s=1000; i=1; while [ $i -lt $r ]; do i=$((i + 1)); s=$s,${i}000; done
        echo "noise of a library"
        echo "{\"n_prompt\":$p,\"n_gen\":$n,\"n_depth\":${d:-0},\"samples_ns\":[$s],\"model_size\":4711,\"build_number\":1,\"backends\":\"CPU\",\"flash_attn\":-1}"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-llama-");

    public FakeLlamaBench(string script)
    {
        var path = System.IO.Path.Combine(Path, "llama-bench");
        File.WriteAllText(path, Preamble + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}

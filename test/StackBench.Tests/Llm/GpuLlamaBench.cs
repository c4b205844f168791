namespace StackBench.Tests.Llm;

/// <summary>
/// A folder with a shell script in place of a llama-bench that has two GPUs, one of them known to Vulkan as well. It prints what llama.cpp
/// 0.7.0's source prints (common_print_available_devices, llama_model_load_from_file_impl, load_tensors, jsonl_printer), names and
/// addresses made up, and writes its arguments down.
/// </summary>
internal sealed class GpuLlamaBench : IDisposable
{
    private const string Script = """
        #!/bin/sh
        here=$(dirname "$0"); mode=$(cat "$here/mode"); echo "$*" >> "$here/args"
        case "$1" in
        --help) echo "--list-devices"; echo "-v, --verbose"; echo "-d, --n-depth <n>"; echo "-dev, --device <dev0/dev1/...>"; echo "--flash-attn <on|off|auto>"; exit 0 ;;
        --version) echo "version: 0.7.0 (build 11669, commit Debian)"; exit 0 ;;
        --list-devices)
            echo "Available devices:"
            for gpu in "CUDA0: NVIDIA H200" "CUDA1: NVIDIA H200" "Vulkan0: NVIDIA H200 (NV)"; do echo "  $gpu (143771 MiB, 143235 MiB free)"; done; exit 0 ;;
        esac
        while [ $# -gt 0 ]; do case "$1" in -p) p=$2 ;; -n) n=$2 ;; -r) r=$2 ;; -d) d=$2 ;; -t) t=$2 ;; -ngl) ngl=$2 ;; -dev) dev=$2 ;; -v) v=1 ;; esac; shift; done
        if [ -n "$v" ] && [ "$dev" != none ]; then
            names=$(echo "$dev" | tr / ' '); some=3
            case "$mode/$dev" in other/CUDA0) names=CUDA1 ;; cpu/CUDA0) names= ;; partial/CUDA0) some=2 ;; esac
            for name in $names; do
                case $name in CUDA1) id=0000:8d:00.0 ;; *) id=0000:0a:00.0 ;; esac
                if [ "$mode/$dev" = moved/CUDA0 ]; then id=0000:8d:00.0; fi
                if [ "$mode" = untold ]; then id="unknown id"; fi
                echo "llama_model_load_from_file_impl: using device $name (NVIDIA H200) ($id) - 143235 MiB free" >&2
            done
            if [ -n "$names" ]; then echo "load_tensors: offloaded $some/3 layers to GPU" >&2; fi
            for i in 0 1 2 3 4 5 6 7 8 9; do for j in 0 1 2 3 4 5 6 7 8 9; do echo "create_tensor: loading tensor blk.$i.$j" >&2; done; done
        fi
        if [ -z "$v" ] && [ "$mode" = later ]; then dev=auto; fi
        sleep 0.05; s=10000; i=1; while [ $i -lt $r ]; do i=$((i + 1)); s="$s, 10000"; done
        printf '{"build_commit": "Debian", "build_number": 11669, "cpu_info": "AMD EPYC", "gpu_info": "NVIDIA H200, NVIDIA H200, NVIDIA H200 (NV)", "backends": "CUDA,Vulkan", '
        printf '"model_filename": "m.gguf", "model_type": "llama ?B Q8_0", "model_size": 175360, "model_n_params": 164160, "n_batch": 2048, "n_threads": %s, ' "$t"
        printf '"n_gpu_layers": %s, "split_mode": "layer", "main_gpu": 0, "flash_attn": -1, "devices": "%s", "n_prompt": %s, "n_gen": %s, "n_depth": %s, "samples_ns": [ %s ],"samples_ts": [ 1 ]}\n' "$ngl" "$dev" "$p" "$n" "${d:-0}" "$s"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-llama-");

    /// <param name="mode">
    /// <c>fine</c>; of a test on CUDA0 the log tells of the <c>cpu</c>, an <c>other</c> GPU, <c>partial</c> layers, or a GPU at another
    /// address (<c>moved</c>); a GPU that no log verifies is another one (<c>later</c>); no address is told (<c>untold</c>).
    /// </param>
    public GpuLlamaBench(string mode = "fine")
    {
        var path = System.IO.Path.Combine(Path, "llama-bench");
        File.WriteAllText(path, Script + "\n");
        File.WriteAllText(System.IO.Path.Combine(Path, "mode"), mode);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path => _folder.FullName;

    /// <summary>Of each call, in order.</summary>
    public string[] Arguments => File.ReadAllLines(System.IO.Path.Combine(Path, "args"));

    public void Dispose() => _folder.Delete(recursive: true);
}

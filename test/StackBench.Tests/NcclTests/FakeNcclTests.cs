namespace StackBench.Tests.NcclTests;

/// <summary>
/// A folder with shell scripts in place of nccl-tests: their options, and what their sources print, for three GPUs. An iteration takes
/// 100 us out of place and 200 us in place, one more in each cycle.
/// </summary>
internal sealed class FakeNcclTests : IDisposable
{
    private const string Preamble = """
        #!/bin/sh
        gpus=3 wrong=0 scale=1 name="AMD Instinct MI300X" rows= first=${NCCL_TESTS_DEVICE:-0}
        echo "$first: ${0##*/} $*" >> "${0%/*}/calls"
        help() { if [ "$1" = --help ]; then echo "USAGE: all_reduce_perf"; echo "	[-n,--iters <iteration count>]"; echo "	$2"; exit 0; fi; }
        read_options() {
        while [ $# -gt 1 ]; do case "$1" in
        -g) g=$2 ;; -b) b=$2 ;; -e|-d|-o|-r|-n|-w) ;; -c) c=$2 ;; "$cycle_option") rows=$2 ;; *) echo "invalid option '$1'"; exit 0 ;;
        esac; shift 2; done
        [ "$b" = 64K ] && b=65536
        : "${rows:=1}"
        }
        table() { awk -v b="$b" -v c="$c" -v rows="$rows" -v wrong="$wrong" -v scale="$scale" 'BEGIN {
        print "#\n#                                                              out-of-place                       in-place          "
        print "#       size         count      type   redop    root     time   algbw   busbw  #wrong     time   algbw   busbw  #wrong "
        print "#        (B)    (elements)                               (us)  (GB/s)  (GB/s)             (us)  (GB/s)  (GB/s)         "
        w = c ? wrong : "N/A"
        for (i = 0; i < rows; i++) { o = 100 + i; p = 200 + i
        printf "%12d  %12d  %8s  %6s  %6d  %7.2f  %6.2f  %6.2f  %6s  %7.2f  %6.2f  %6.2f  %6s\n", b, b / 4, "float", "sum", -1, o * scale, b / o / 1e3, b / o / 1e3, w, p * scale, b / p / 1e3, b / p / 1e3, w }
        print "# Out of bounds values : " wrong " " (wrong ? "FAILED" : "OK") "\n# Avg bus bandwidth    : 20.5\n#" }'; [ "$wrong" = 0 ] || [ "$c" = 0 ]; }

        """;

    /// <summary>nccl-tests 2.17 of NVIDIA: counts the GPUs it lacks, prints PCI domain, bus and device.</summary>
    public const string Recent = """
        cycle_option=-N; help "$1" "[-N,--run_cycles <cycle count> run & print each cycle (default: 1; 0=infinite)]"; read_options "$@"
        if [ $((first + g)) -gt $gpus ]; then echo "Invalid number of GPUs: $((first + g)) requested but only $gpus were found." >&2; exit 3; fi
        echo "# nccl-tests version 2.17.6 nccl-headers=22807 nccl-library=22907"
        echo "# Collective test starting: ${0##*/}"
        echo "# Using devices"
        i=0; while [ $i -lt "$g" ]; do
        printf '#  Rank %2d Group %2d Pid %6d on %10s device %2d [%04x:%02x:%02x] %s\n' $i 0 4711 node $((first + i)) 0 $((first + i + 25)) 0 "NVIDIA H200"
        i=$((i + 1)); done

        """;

    /// <summary>nccl-tests 2.13.10 of 2024: a failure for a GPU too many, no version, the bus alone.</summary>
    public const string Old = """
        cycle_option=-N; help "$1" "[-N,--run_cycles <cycle count> run & print each cycle (default: 1; 0=infinite)]"; read_options "$@"
        if [ $((first + g)) -gt $gpus ]; then echo "node: Test CUDA failure common.cu:730 'invalid device ordinal'"; exit 1; fi
        i=0; while [ $i -lt "$g" ]; do
        printf '#  Rank %2d Group %2d Pid %6d on %10s device %2d [0x%02x] %s\n' $i 0 4711 node $((first + i)) $((first + i + 25)) "Tesla V100-SXM2-16GB"
        i=$((i + 1)); done

        """;

    /// <summary>nccl-tests before 2.13.10: no cycles.</summary>
    public const string WithoutCycles = """
        cycle_option=-none; help "$1" "[-w,--warmup_iters <warmup iteration count>]"; read_options "$@"

        """;

    /// <summary>The table of all_reduce before August 2022: no root, an error in place of the count.</summary>
    public const string WithErrors = """
        table() {
        echo "#       size         count      type   redop     time   algbw   busbw  error     time   algbw   busbw  error"
        printf '%12d  %12d  %8s  %6s  %7s  %6s  %6s  %5s  %7s  %6s  %6s  %5s\n' $b $((b / 4)) float sum 100.0 10.49 10.49 0e+00 200.0 5.24 5.24 0e+00
        }
        """;

    /// <summary>rccl-tests: cycles by another option.</summary>
    public const string OfAmd = """
        cycle_option=-s; help "$1" "[-s,--stress_cycles <number of cycles>]"; read_options "$@"
        if [ "$g" -gt $gpus ]; then echo "[ERROR] The number of requested GPUs ($g) is greater than the number of GPUs available ($gpus)" >&2; exit 1; fi
        echo "rccl-tests: Version develop:448c4c7"
        echo "# Using devices"
        i=0; while [ $i -lt "$g" ]; do
        printf '#   Rank %2d Pid %6d on %10s device %2d [%s] %s\n' $i 4711 node $((first + i)) "0000:$((first + i + 11)):00.0" "$name"
        i=$((i + 1)); done

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-nccl-");

    /// <param name="way">Of a version, and what it does otherwise.</param>
    public FakeNcclTests(string way, params ReadOnlySpan<string> programs)
    {
        foreach (var program in (ReadOnlySpan<string>)["all_reduce_perf", .. programs])
        {
            var path = Path.Combine(_folder.FullName, program);
            File.WriteAllText(path, (Preamble + way + "table\n").ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>How it was called: number of the first GPU, program, options.</summary>
    public string[] Calls => File.ReadAllLines(Path.Combine(_folder.FullName, "calls"));

    public string? Variable(string name) => name == "STACKBENCH_NCCL_TESTS" ? _folder.FullName : null;

    public void Dispose() => _folder.Delete(recursive: true);
}

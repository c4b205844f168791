using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>A request of the host in the terms of nccl-tests.</summary>
/// <param name="Bytes">The whole buffer, as the catalog means it: so nccl-tests mean their size.</param>
/// <param name="First">Number of the first GPU; the others follow it.</param>
internal sealed record NcclRequest(NcclCollective Collective, long Bytes, int Ranks, int First)
{
    public const string Op = "collective";

    /// <summary>Calls of a sample, by their own default: a short one alone would be timed with the wait for it.</summary>
    public const int MostCalls = 20;

    /// <summary>A sample that lasts so long needs no more calls.</summary>
    private const double LongSeconds = 0.01;

    /// <summary>nccl-tests give every rank a multiple of it.</summary>
    private const int Alignment = 16;

    private const int WarmUp = 5;

    /// <summary>algbw and time are rounded to hundredths: from 1 on they agree better than this.</summary>
    private const double Disagreement = 0.03;

    /// <exception cref="UnsupportedException">An operation or parameter is unknown or impossible.</exception>
    public static NcclRequest Of(string op, JsonElement parameters, string device, ImmutableArray<NcclDevice> devices)
    {
        if (op != Op) throw new UnsupportedException($"there is no operation '{op}'");
        var kind = parameters.Text("kind");
        var collective = NcclCollective.All.FirstOrDefault(one => one.Kind == kind)
            ?? throw new UnsupportedException($"there is no collective '{kind}'");
        if (parameters.Text("dtype") != "fp32") throw new UnsupportedException("this engine measures fp32");
        if (parameters.Text("backend") != "nccl") throw new UnsupportedException("this engine measures NCCL and RCCL");
        var ranks = (int)parameters.Number("ranks", 2, 1024);
        var bytes = parameters.Size("bytes");
        if (bytes % (Alignment * ranks) != 0)
            throw new UnsupportedException(FormattableString.Invariant($"parameter 'bytes' must be a multiple of {Alignment * ranks}"));
        var ids = parameters.TryGetProperty("devices", out _)
            ? parameters.Text("devices").Split(',')
            : [.. Enumerable.Range(0, ranks).Select(index => FormattableString.Invariant($"cuda:{index}"))];
        var chosen = ids.Select(id => devices.FirstOrDefault(one => one.Id == id)
            ?? throw new UnsupportedException($"nccl-tests does not see device {id} (it sees {devices.Length})"))
            .Select(one => one.Index).ToArray();
        if (chosen.Length != ranks || !ids.Contains(device)) throw new UnsupportedException("as many devices are needed as ranks");
        if (!chosen.SequenceEqual(Enumerable.Range(chosen[0], ranks)))
            throw new UnsupportedException(
                "nccl-tests needs consecutively numbered GPUs", "choose others with --device, or renumber them with CUDA_VISIBLE_DEVICES");
        return new(collective, bytes, ranks, chosen[0]);
    }

    /// <summary>The command line: one size, <paramref name="cycles"/> times.</summary>
    /// <param name="cycleOption"><c>-N</c> of nccl-tests, <c>-s</c> of rccl-tests.</param>
    public ImmutableArray<string> Arguments(int iterations, int cycles, bool isChecked, string cycleOption)
    {
        var bytes = Bytes.ToString(CultureInfo.InvariantCulture);
        return
        [
            "-g", Text(Ranks), "-b", bytes, "-e", bytes, "-d", "float", "-o", "sum", "-r", "0", "-n", Text(iterations), "-w", Text(WarmUp),
            "-c", isChecked ? "1" : "0", cycleOption, Text(cycles),
        ];
    }

    /// <summary>Why the output is not that of this request; null where it is.</summary>
    public string? Flaw(NcclOutput output, int cycles)
    {
        if (!output.Devices.Select(device => device.Index).SequenceEqual(Enumerable.Range(First, Ranks)))
            return FormattableString.Invariant($"{Collective.Program} ran on other devices than the {Ranks} from {First} on");
        if (output.Rows.Length != cycles)
            return FormattableString.Invariant($"{Collective.Program} printed {output.Rows.Length} lines, {cycles} were asked for");
        foreach (var row in output.Rows)
        {
            if (row.Bytes != Bytes || row.Type != "float")
                return FormattableString.Invariant(
                    $"{Collective.Program} measured {row.Bytes} bytes of {row.Type}, asked for {Bytes} of float");
            var cell = Cell(row);
            if (cell.Microseconds <= 0) return $"{Collective.Program} printed a time of zero";
            if (cell.Gigabytes >= 1 && Math.Abs((cell.Gigabytes * 1e3 * cell.Microseconds / Bytes) - 1) > Disagreement)
                return $"{Collective.Program} printed a time and an algbw that contradict each other";
        }

        return null;
    }

    /// <summary>Calls that a sample has at least, after a call that took so long.</summary>
    public static int LeastCalls(double callSeconds) => (int)Math.Clamp(Math.Ceiling(LongSeconds / callSeconds), 1, MostCalls);

    /// <summary>Seconds of a call.</summary>
    public double Seconds(NcclRow row) => Cell(row).Microseconds * 1e-6;

    /// <summary>Elements that were wrong; null where it was not checked.</summary>
    public long? Wrong(NcclRow row) => Cell(row).Wrong;

    private NcclCell Cell(NcclRow row) => Collective.IsInPlace ? row.InPlace : row.OutOfPlace;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

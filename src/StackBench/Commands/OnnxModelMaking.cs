using System.Globalization;
using StackBench.Core.Units;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>model make NAME --format onnx</c>: networks of random weights as ONNX files.</summary>
internal static class OnnxModelMaking
{
    /// <summary>Name of the file in its folder: <c>resnet50-seed1.onnx</c>.</summary>
    public static string FileName(Network network, long seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{network.Name}-seed{seed}.onnx");

    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static ExitCode Make(
        Network network, long seed, string folder, bool isForced, Surroundings surroundings, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, FileName(network, seed));
        var begin = surroundings.Time.GetTimestamp();
        var graph = network.Graph();
        var size = OnnxWriter.SizeOf(graph);
        var hasData = size > OnnxWriter.MostBytesInside;
        if (!isForced && (hasData ? [path, DataOf(path)] : (string[])[path]).FirstOrDefault(File.Exists) is { } there)
            throw new UserErrorException($"{there} is there already", "use --force to replace it, or another --output", ExitCode.Usage);
        var (temporary, temporaryData) = (Temporary(path), Temporary(DataOf(path)));
        try
        {
            Directory.CreateDirectory(folder);
            if (!hasData)
            {
                using var model = Create(temporary, size);
                OnnxWriter.Write(graph, seed, model, cancellation: cancellation);
            }
            else
            {
                using var model = Create(temporary, 0);
                using var data = Create(temporaryData, OnnxWriter.Outside(graph).Sum(weight => weight.Bytes));
                OnnxWriter.Write(graph, seed, model, (data, Path.GetFileName(DataOf(path))), cancellation);
            }

            // The model last, and no old one beside new weights: what is there is whole.
            if (hasData)
            {
                File.Delete(path);
                File.Move(temporaryData, DataOf(path), overwrite: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot make a model in {folder}: {exception.Message}",
                "choose a folder with space: --output DIR");
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                File.Delete(temporary);
                File.Delete(temporaryData);
            }
        }

        surroundings.WriteLine(path);
        surroundings.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{graph.Parameters / 1e6:0.0} million parameters, {NumberText.Quantity(size, Unit.Byte)}, in "
                + $"{NumberText.Duration(surroundings.Time.GetElapsedTime(begin).TotalSeconds)}"));
        return ExitCode.Ok;
    }

    // Models that are too large for one message have their weights beside them.
    private static string DataOf(string path) => path + ".data";

    private static string Temporary(string path) => FormattableString.Invariant($"{path}.{Environment.ProcessId}.tmp");

    private static FileStream Create(string path, long size) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = 0,
        PreallocationSize = size,
    });
}

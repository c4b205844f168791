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
        if (!isForced && File.Exists(path))
            throw new UserErrorException($"{path} is there already", "use --force to replace it, or another --output", ExitCode.Usage);
        var begin = surroundings.Time.GetTimestamp();
        var graph = network.Graph();
        var temporary = FormattableString.Invariant($"{path}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                PreallocationSize = OnnxWriter.SizeOf(graph),
            }))
                OnnxWriter.Write(graph, seed, stream, cancellation: cancellation);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot make a model in {folder}: {exception.Message}",
                "choose a folder with space: --output DIR");
        }
        finally
        {
            if (Directory.Exists(folder)) File.Delete(temporary);
        }

        surroundings.WriteLine(path);
        surroundings.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{graph.Parameters / 1e6:0.0} million parameters, {NumberText.Quantity(new FileInfo(path).Length, Unit.Byte)}, in "
                + $"{NumberText.Duration(surroundings.Time.GetElapsedTime(begin).TotalSeconds)}"));
        return ExitCode.Ok;
    }
}

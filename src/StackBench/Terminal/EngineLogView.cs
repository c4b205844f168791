using System.Globalization;
using System.Text;
using StackBench.Core.Text;
using StackBench.Store;

namespace StackBench.Terminal;

/// <summary>Prints what the engines of a run printed: everything that was no answer, and the whole of answers that were cut.</summary>
internal static class EngineLogView
{
    /// <summary>Files of a run, in the order of launches; empty where no engine printed anything.</summary>
    public static string[] Files(StoreLocation store, string runId)
    {
        var folder = store.EngineLogFolder(runId);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*.log").OrderBy(Launch).ThenBy(path => path, StringComparer.Ordinal)];
    }

    /// <exception cref="UserErrorException">A file cannot be read.</exception>
    public static void Write(Surroundings surroundings, StoreLocation store, string runId)
    {
        var files = Files(store, runId);
        if (files.Length == 0) surroundings.Note($"no engine of run {runId} printed anything");
        foreach (var file in files)
        {
            surroundings.Note($"log of {Path.GetFileNameWithoutExtension(file)} (launch and engine): {file}");
            try
            {
                foreach (var line in File.ReadLines(file, Encoding.UTF8)) surroundings.WriteLine(SafeText.OneLine(line));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"{file} cannot be read: {exception.Message}");
            }
        }
    }

    private static int Launch(string path) => int.TryParse(
        Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

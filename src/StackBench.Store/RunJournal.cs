using System.Text;
using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>
/// The log of a run while it is recorded: a line for its process, one for the run, one for each result as it comes; the last one of
/// a key counts. To write the whole document after each launch would take the longer the more the run has.
/// </summary>
internal sealed class RunJournal
{
    private readonly string _path;
    private readonly StoreModes _modes;
    private long _length;
    private bool _isBehind;

    private RunJournal(string path, StoreModes modes) => (_path, _modes) = (path, modes);

    public static RunJournal Begin(StoreLocation location, Run run, ProcessIdentity owner)
    {
        var modes = StoreModes.Of(location);
        modes.CreateFolder(location.LogFolder);
        modes.CreateFolder(location.JournalFolder);
        var journal = new RunJournal(location.JournalPath(run.Id), modes);
        journal.Rewrite(run, owner);
        return journal;
    }

    /// <param name="run">With the result, for when an earlier one could not be written.</param>
    public void Append(Run run, BenchmarkResult result)
    {
        if (_isBehind) Rewrite(run, ProcessIdentity.Current());
        else Append(Line(result));
    }

    public void Remove() => File.Delete(_path);

    /// <summary>A line that a death cut off is left out.</summary>
    /// <exception cref="RunDocumentException">Not even the run can be read.</exception>
    public static (Run Run, ProcessIdentity? Owner) Read(string path)
    {
        var lines = Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\n');
        // What follows the last line end was never acknowledged.
        if (lines is not [var owner, var header, .. var results, _]) throw new RunDocumentException($"{path}: the journal has no run");
        var run = RunDocument.Read(Encoding.UTF8.GetBytes(header), path);
        var found = new OrderedDictionary<ResultKey, BenchmarkResult>();
        foreach (var line in results)
        {
            var result = RunDocument.ReadResult(Encoding.UTF8.GetBytes(line), path);
            found[result.Key] = result;
        }

        return (run with { Results = [.. found.Values] }, ProcessIdentity.Parse(owner));
    }

    /// <returns>A run that a living process records; null where there is none.</returns>
    public static string? FirstLive(StoreLocation location) => !Directory.Exists(location.JournalFolder)
        ? null
        : Directory.EnumerateFiles(location.JournalFolder, "*.jsonl")
            .FirstOrDefault(path => ProcessIdentity.Parse(File.ReadLines(path).FirstOrDefault()) is { } owner && !owner.HasEnded())
            is { } live
            ? Path.GetFileNameWithoutExtension(live)
            : null;

    /// <summary>Makes logs of the journals whose process has ended.</summary>
    public static void Settle(StoreLocation location)
    {
        if (!Directory.Exists(location.JournalFolder)) return;
        foreach (var path in Directory.EnumerateFiles(location.JournalFolder, "*.jsonl"))
        {
            try
            {
                var (run, owner) = Read(path);
                if (owner?.HasEnded() == false) continue;
                if (!File.Exists(location.LogPath(run.Id)))
                    RunLog.Write(location, run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run);
                File.Delete(path);
            }
            catch (Exception exception) when (exception is RunDocumentException or IOException or UnauthorizedAccessException)
            {
                // It stays where it is: the database has the run too, and the doctor names what cannot be read.
            }
        }
    }

    private void Rewrite(Run run, ProcessIdentity owner)
    {
        using var text = new MemoryStream();
        text.Write(Encoding.UTF8.GetBytes($"{owner}\n"));
        text.Write(RunDocument.Write(run with { Results = [] }));
        text.WriteByte((byte)'\n');
        foreach (var result in run.Results) text.Write(Line(result));
        AtomicFile.Write(_path, text.ToArray(), _modes.File);
        _modes.Settle(_path);
        (_length, _isBehind) = (text.Length, false);
    }

    private static byte[] Line(BenchmarkResult result) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(result, StackBenchJson.Default.BenchmarkResult), (byte)'\n'];

    // Opened anew each time: a folder that was moved or removed meanwhile must not swallow results.
    private void Append(ReadOnlySpan<byte> line)
    {
        _isBehind = true;
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.Seek(_length, SeekOrigin.Begin);
        stream.Write(line);
        stream.Flush(flushToDisk: true);
        (_length, _isBehind) = (_length + line.Length, false);
    }
}

namespace StackBench.Worker.Device;

/// <summary>What a compiler said, short enough for a reason. Pure.</summary>
internal static class BuildLog
{
    private const int Longest = 500;

    /// <summary>The lines that speak of errors, or all where none does, in one line and without control characters.</summary>
    public static string Cut(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).ToArray();
        var text = string.Join("; ", errors.Length > 0 ? errors : lines);
        text = new string([.. text.Where(character => !char.IsControl(character))]);
        return text.Length <= Longest ? text : $"{text[..Longest]}...";
    }
}

namespace StackBench.Machine;

/// <summary>Tables that ship within the program.</summary>
internal static class DataFile
{
    /// <exception cref="InvalidOperationException">The program was built without the table.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(DataFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the table {name} is missing in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

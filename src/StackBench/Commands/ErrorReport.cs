using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// What a defect of this program leaves behind, so that it can be reported: version, verb and stack, no value of the environment.
/// </summary>
internal static class ErrorReport
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="verb">As the user typed it, without options' values.</param>
    public static string Text(Exception exception, string verb, DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"""
        stackbench {ProgramVersion.Tool.Version}
        verb: {verb}
        time: {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}
        system: {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, .NET {Environment.Version}

        {exception}

        """);

    /// <summary>Writes the report into the store's folder, else into the temporary one.</summary>
    /// <returns>The file; null where neither can be written.</returns>
    public static string? Write(Exception exception, string verb, Surroundings surroundings)
    {
        var now = surroundings.Time.GetUtcNow();
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"error-{now.UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.txt");
        return Folders(surroundings).Select(folder => Written(Path.Combine(folder, name), Text(exception, verb, now)))
            .FirstOrDefault(file => file is not null);
    }

    private static IEnumerable<string> Folders(Surroundings surroundings)
    {
        string? store = null;
        try
        {
            store = StoreLocation.Of(surroundings.Variable).Folder;
        }
        catch (StoreException)
        {
            // Without HOME there is no store; the temporary folder is left.
        }

        if (store is not null && Directory.Exists(store)) yield return store;
        yield return Path.GetTempPath();
    }

    private static string? Written(string path, string text)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(text));
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

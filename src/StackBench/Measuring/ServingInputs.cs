using System.Security.Cryptography;
using System.Text;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Workloads.Serving;

namespace StackBench.Measuring;

/// <summary>The user's files a load is made of: read once before the run, so that what is wrong in them is said at once.</summary>
internal static class ServingInputs
{
    private const long MostBytes = 1L << 30;

    /// <param name="most">Requests to replay; null for all.</param>
    /// <param name="mostTokens">Of prompt and answer together.</param>
    /// <exception cref="UserErrorException">It is no trace, or too short.</exception>
    public static ServingTrace Trace(string file, int? most, double speed, long mostTokens, Action<string> note)
    {
        try
        {
            var bytes = Bytes(file);
            var requests = TraceFile.Read(Encoding.UTF8.GetString(bytes), mostTokens, note);
            if (most > requests.Length)
                throw new UserErrorException(FormattableString.Invariant($"{file} has {requests.Length} requests, fewer than --requests"),
                    "lower --requests, or leave it out", ExitCode.Usage);
            return new ServingTrace(Convert.ToHexStringLower(SHA256.HashData(bytes)), [.. requests.Take(most ?? requests.Length)], speed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be read: {(Directory.Exists(file) ? "it is a folder" : exception.Message)}",
                "give the file of a trace", ExitCode.Usage);
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"{file} is no trace that can be read: {exception.Message}",
                "a trace has JSON lines with \"timestamp\" in ms or \"time\" in s, or is Azure's or BurstGPT's table (docs/serving.md)",
                ExitCode.Usage);
        }
    }

    /// <returns>In lower-case hexadecimal digits.</returns>
    /// <exception cref="UserErrorException">It holds no prompts.</exception>
    public static string PromptsSha256(string file, Action<string> note)
    {
        try
        {
            var bytes = Bytes(file);
            PromptFile.Read(Encoding.UTF8.GetString(bytes), text => note($"{file}: {text}"));
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UserErrorException($"{file} holds no prompts that can be read: {exception.Message}",
                "use --dataset random, shared-prefix, or a file of JSON lines with \"prompt\" or \"messages\"", ExitCode.Usage);
        }
    }

    // The engine reads it once more.
    private static byte[] Bytes(string file)
    {
        BoundedFile.RequireRegular(file);
        return BoundedFile.Read(file, largest: MostBytes);
    }
}

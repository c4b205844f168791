using System.Globalization;
using System.Text;
using StackBench.Core.Json;
using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>
/// Mutated files over all importers: each is read into a valid document or refused by its name. eng/fuzz-import.sh does many more, in
/// little memory.
/// </summary>
public sealed class ImportFuzzTests
{
    private const string Number = "STACKBENCH_FUZZ_FILES";
    private const int Usual = 2000;

    private static readonly string[] Odd =
        ["NaN", "-Infinity", "1e999", "1e308", "-1", "0", "\"\\ud800\"", "\0", "[[[[[[[[", "{{{{", "}", "]", "\n", "\r", "\uFEFF", "null",
            "|", ",,,,",
            "9223372036854775808", "99999999999999999999999999", "1e-320", "\e[31m", "±", "\u202E", "N/A", "#", "\"", "\\", "'", "(", ")",
            ";", "0: ", "[1,0]<stdout>:"];

    [Fact]
    public void Mutated_files_are_read_or_refused_by_name()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(Number), CultureInfo.InvariantCulture, out var asked) ? asked : Usual;
        byte[][] seeds =
        [
            .. Directory.EnumerateFiles(ImportFormsTests.Folder()).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            .. ImporterTests.Files.Select(row => Encoding.UTF8.GetBytes(row.Data.Item2)),
        ];
        var random = new Random(18);
        var (read, refused) = (0, 0);
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < count; round++)
        {
            var bytes = Mutated(seeds, random);
            var importer = random.Next(4) == 0 ? Importers.All[random.Next(Importers.All.Length)] : null;
            try
            {
                foreach (var run in Importers.Read(new ImportSource("in.txt", bytes, ExampleRun.Start), importer).Runs)
                    RunDocument.Read(RunDocument.Write(run), "again");
                read++;
            }
            catch (ImportException exception)
            {
                refused++;
                Assert.StartsWith("in.txt", exception.Message, StringComparison.Ordinal);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // One example of each place; all of them are seen at once.
                var place = exception.StackTrace?.Split('\n')
                    .FirstOrDefault(line => line.Contains("Exchange.Import", StringComparison.Ordinal));
                if (!failures.TryAdd($"{exception.GetType().Name} {place}", $"{importer?.Name ?? "detected"}: {exception}")) continue;
                File.WriteAllBytes(Path.Combine(Path.GetTempPath(), $"stackbench-fuzz-{round}.bin"), bytes);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Values));
        Assert.InRange(read, count / 10, count);
        Assert.InRange(refused, count / 20, count);
    }

    private static byte[] Mutated(byte[][] seeds, Random random)
    {
        var bytes = seeds[random.Next(seeds.Length)].ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 1; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Odd[random.Next(Odd.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                case 5:
                    var other = seeds[random.Next(seeds.Length)];
                    bytes.InsertRange(at, other.AsSpan(random.Next(other.Length)).ToArray());
                    break;
                case 6:
                    ReplaceNumber(bytes, at, random);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 3000)));
                    break;
            }
        }

        return random.Next(20) == 0
            ? Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString([.. bytes]))).ToArray()
            : [.. bytes];
    }

    private static void ReplaceNumber(List<byte> bytes, int from, Random random)
    {
        var begin = bytes.FindIndex(from, letter => letter is >= (byte)'0' and <= (byte)'9');
        if (begin < 0) return;
        var end = bytes.FindIndex(begin, letter => letter is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.'));
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end) - begin);
        bytes.InsertRange(begin, Encoding.UTF8.GetBytes(Odd[random.Next(Odd.Length)]));
    }
}

using System.Text;
using StackBench.Protocol;
using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

/// <summary>What is kept of an engine's words: enough to read, however much it says.</summary>
public sealed class EngineTextTests
{
    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void A_text_is_cut_beyond_its_length_and_then_kept_whole_elsewhere(int length, bool isCut)
    {
        var text = new string('k', length);
        var kept = new List<(string, string)>();
        var prepared = (Prepared)AnswerText.Cut(new Prepared("1", text, 0), (what, whole) => kept.Add((what, whole)));
        Assert.Equal(isCut ? $"{text[..1000]}… (1001 characters)" : text, prepared.Backend);
        Assert.Equal(isCut ? [("backend", text)] : [], kept);
    }

    [Fact]
    public void The_last_lines_stay_and_no_more_of_them()
    {
        var log = new LogTail();
        for (var i = 1; i <= 3 * LogTail.MaximumLines; i++) log.Add(Encoding.UTF8.GetBytes($"line {i}\n"));
        var last = log.Last(int.MaxValue);
        Assert.Equal(LogTail.MaximumLines, last.Length);
        Assert.Equal(("line 401", "line 600"), (last[0], last[^1]));
        Assert.Equal(["line 599", "line 600"], log.Last(2));
    }

    [Fact]
    public void A_long_line_is_cut_and_an_empty_one_left_out()
    {
        var log = new LogTail();
        log.Add(Encoding.UTF8.GetBytes(new string('x', LogTail.MaximumLineLength)));
        log.Add(Encoding.UTF8.GetBytes(" \n"));
        log.Add(Encoding.UTF8.GetBytes(new string('y', LogTail.MaximumLineLength + 1)));
        Assert.Equal([new string('x', LogTail.MaximumLineLength), new string('y', LogTail.MaximumLineLength) + "…"], log.Last());
    }

    /// <summary>32 lines of a MiB, line feeds included, fill the file but for one byte, which the last of them takes.</summary>
    [Fact]
    public void A_log_ends_where_it_is_full_and_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "logs", "1-fake.log");
            using (var log = new EngineLogFile(path))
            {
                var line = new byte[(1 << 20) - 1];
                Array.Fill(line, (byte)'x');
                for (var i = 0; i < 31; i++) log.Add(line);
                log.Add([.. line, (byte)'y']);
                for (var i = 0; i < 3; i++) log.Add("one more"u8);
            }

            var text = File.ReadAllText(path);
            Assert.EndsWith("xy\n[the log ends here: it holds 32 MiB]\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("one more", text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

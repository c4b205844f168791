using System.Globalization;

namespace StackBench.Tests.Exchange;

/// <summary>
/// Reads OpenMetrics 1.0 text as strictly as its ABNF and the rules beside it: families do not interleave, metadata come before samples, a
/// unit is the end of its family's name, labels are unique and escaped, a series appears once, and <c># EOF</c> ends the text.
/// </summary>
internal static class OpenMetricsReader
{
    public static Dictionary<string, double> Read(string text)
    {
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var families = new HashSet<string>(StringComparer.Ordinal);
        string? family = null;
        var hasSamples = false;
        foreach (var line in text[..^"# EOF\n".Length].TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                var words = line.Split(' ', 4);
                Assert.Equal(4, words.Length);
                Name(words[2], allowsColon: true);
                switch (words[1])
                {
                    case "TYPE":
                        Assert.Equal("gauge", words[3]);
                        Assert.True(families.Add(words[2]), $"the family {words[2]} appears twice");
                        (family, hasSamples) = (words[2], false);
                        break;
                    case "UNIT":
                        Assert.EndsWith("_" + words[3], words[2], StringComparison.Ordinal);
                        break;
                    default:
                        Assert.Equal("HELP", words[1]);
                        break;
                }

                Assert.Equal(family, words[2]);
                Assert.False(hasSamples, "metadata after samples");
                continue;
            }

            var (series, value) = Sample(line);
            Assert.Equal(family, series[..series.IndexOf('{', StringComparison.Ordinal)]);
            Assert.True(samples.TryAdd(series, value), $"the series {series} appears twice");
            hasSamples = true;
        }

        return samples;
    }

    private static (string Series, double Value) Sample(string line)
    {
        var at = line.IndexOf('{', StringComparison.Ordinal);
        Name(line[..at], allowsColon: true);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (at++; ; at++)
        {
            var equals = line.IndexOf('=', at);
            Name(line[at..equals], allowsColon: false);
            Assert.True(labels.Add(line[at..equals]), "a label appears twice");
            Assert.Equal('"', line[equals + 1]);
            at = equals + 2;
            while (line[at] != '"')
            {
                if (line[at] == '\\') Assert.True(line[++at] is (char)92 or (char)34 or (char)110, "an unknown escape");
                at++;
            }

            at++;
            if (line[at] == '}') break;
            Assert.Equal(',', line[at]);
        }

        Assert.Equal(' ', line[at + 1]);
        return (line[..(at + 1)], double.Parse(line[(at + 2)..],
            NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
    }

    private static void Name(string name, bool allowsColon)
    {
        Assert.NotEmpty(name);
        Assert.False(char.IsAsciiDigit(name[0]));
        Assert.All(name, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter == '_' || (allowsColon && letter == ':')));
    }
}

using System.Collections.Immutable;

namespace StackBench.Tests.Report;

/// <summary>An element that a page opens.</summary>
internal sealed record MarkupElement(string Name, ImmutableDictionary<string, string> Attributes);

/// <summary>
/// Reads HTML as strictly as XML, with HTML's void and raw-text elements: every element closes in order, every attribute is quoted and
/// unique, and neither text nor attributes hold a bare sign of markup. What it reads, every browser reads the same.
/// </summary>
internal static class MarkupReader
{
    private static readonly string[] Entities = ["amp;", "lt;", "gt;", "quot;", "#39;", "#96;"];
    private static readonly HashSet<string> Void = ["meta", "input", "br"];

    public static IReadOnlyList<MarkupElement> Read(string text)
    {
        const string begin = "<!DOCTYPE html>\n";
        Assert.StartsWith(begin, text, StringComparison.Ordinal);
        var elements = new List<MarkupElement>();
        var open = new Stack<string>();
        var at = begin.Length;
        while (at < text.Length)
        {
            var next = text.IndexOf('<', at);
            Content(text[at..(next < 0 ? text.Length : next)]);
            if (next < 0) break;
            var end = text.IndexOf('>', next);
            Assert.True(end > 0, "an element does not end");
            var tag = text[(next + 1)..end];
            at = end + 1;
            if (tag[0] == '/')
            {
                Assert.Equal(open.Pop(), tag[1..]);
                continue;
            }

            var isClosed = tag[^1] == '/';
            var element = Element(isClosed ? tag[..^1] : tag);
            elements.Add(element);
            if (isClosed || Void.Contains(element.Name)) continue;
            if (element.Name is "script" or "style")
            {
                var close = text.IndexOf($"</{element.Name}", at, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<!--", text[at..close], StringComparison.Ordinal);
                at = close + element.Name.Length + 3;
                continue;
            }

            open.Push(element.Name);
        }

        Assert.Empty(open);
        return elements;
    }

    /// <summary>The text between the first <paramref name="begin"/> and the next <paramref name="end"/>.</summary>
    public static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.True(from >= begin.Length, $"there is no {begin}");
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static MarkupElement Element(string tag)
    {
        var name = tag.Split(' ', 2)[0];
        Assert.All(name, letter => Assert.True(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter), $"not an element: {tag}"));
        var attributes = ImmutableDictionary.CreateBuilder<string, string>();
        for (var rest = tag[name.Length..].TrimStart(); rest.Length > 0; rest = rest.TrimStart())
        {
            var length = rest.TakeWhile(letter => char.IsAsciiLetter(letter) || letter == '-').Count();
            Assert.True(length > 0, $"not an attribute: {rest}");
            var (key, value) = (rest[..length], "");
            rest = rest[length..];
            if (rest.StartsWith('='))
            {
                Assert.Equal('"', rest[1]);
                value = rest[2..rest.IndexOf('"', 2)];
                rest = rest[(value.Length + 3)..];
            }

            attributes.Add(key, value);
            Content(value);
        }

        return new MarkupElement(name, attributes.ToImmutable());
    }

    private static void Content(string text)
    {
        Assert.DoesNotContain('>', text);
        foreach (var rest in text.Split('&').Skip(1))
            Assert.Contains(Entities, entity => rest.StartsWith(entity, StringComparison.Ordinal));
        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>CPU time of a process since its start, in clock ticks: user and system time.</summary>
/// <param name="Parent">Process that it is a child of.</param>
/// <param name="Group">Its process group.</param>
/// <param name="OfChildren">Ticks of its children that have ended and were waited for.</param>
/// <param name="Start">Ticks from the machine's start to its own.</param>
internal readonly record struct ProcessTicks(long Parent, long Group, long Own, long OfChildren, long Start)
{
    private const int ParentField =
        1, GroupField = 2, UserField = 11, SystemField = 12, ChildrenUserField = 13, ChildrenSystemField = 14, StartField = 19;

    /// <summary>More than <c>/proc/PID/stat</c> has up to the fields that are read.</summary>
    public const int LongestText = 1024;

    public static string Path(int id) => string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat");

    /// <summary>
    /// Of the text of <c>/proc/PID/stat</c>, <c>pid (name that may hold anything) state ppid pgrp ...</c>; null for any other text.
    /// </summary>
    public static ProcessTicks? Parse(ReadOnlySpan<byte> text)
    {
        var close = text.LastIndexOf((byte)')');
        if (close < 0) return null;
        text = text[(close + 1)..];
        Span<long> fields = stackalloc long[StartField + 1];
        for (var field = 0; field <= StartField; field++)
        {
            text = text.TrimStart((byte)' ');
            var length = text.IndexOfAny(" \n"u8);
            if (length < 0) length = text.Length;
            if (length == 0) return null;
            var isWanted =
                field is ParentField or GroupField or UserField or SystemField or ChildrenUserField or ChildrenSystemField or StartField;
            if (isWanted && (!Utf8Parser.TryParse(text[..length], out fields[field], out var used) || used != length)) return null;
            text = text[length..];
        }

        return new ProcessTicks(
            fields[ParentField], fields[GroupField], fields[UserField] + fields[SystemField],
            fields[ChildrenUserField] + fields[ChildrenSystemField],
            fields[StartField]);
    }

    /// <summary>The name in a text that <see cref="Parse"/> understands, fit to be shown.</summary>
    public static string Name(ReadOnlySpan<byte> text) =>
        PlainText.OneLine(Encoding.UTF8.GetString(text[(text.IndexOf((byte)'(') + 1)..text.LastIndexOf((byte)')')]));

    /// <summary>Ids of all processes.</summary>
    public static IEnumerable<int> Ids(SystemTree tree) =>
        tree.Names("/proc").Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);
}

namespace StackBench.Tests.Documentation;

/// <summary>An assertion that shows all of what it found, as a writer mends it in one go.</summary>
internal static class Found
{
    public static void Nothing(IEnumerable<string> found)
    {
        var text = string.Join('\n', found);
        Assert.True(text.Length == 0, text);
    }
}

using Spectre.Console;

namespace StackBench.Terminal;

/// <summary>Makes consoles that are plain when they should be: redirected, NO_COLOR or TERM=dumb.</summary>
internal static class Consoles
{
    private const int RedirectedWidth = 160;

    public static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var plain = isRedirected || Is("NO_COLOR") || Environment.GetEnvironmentVariable("TERM") is "dumb" or null;
        if (Is("FORCE_COLOR") || Is("CLICOLOR_FORCE")) plain = false;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = RedirectedWidth;
        return console;
    }

    private static bool Is(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}

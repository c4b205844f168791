using StackBench.Screens.Host;

namespace StackBench.Tests.Screens;

public sealed class TerminalAbilityTests
{
    [Theory]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor LANG=en_US.UTF-8", true, false)]
    [InlineData("TERM=xterm-256color LANG=en_US.UTF-8", false, false)]
    [InlineData("TERM=xterm-direct", true, false)]
    [InlineData("TERM=screen.xterm-256color COLORTERM=truecolor", false, false)]
    [InlineData("TERM=screen COLORTERM=truecolor", false, false)]
    [InlineData("TERM=linux LANG=en_US.UTF-8", false, true)]
    [InlineData("TERM=tmux-256color COLORTERM=truecolor LC_ALL=C LANG=en_US.UTF-8", true, true)]
    [InlineData("TERM=xterm LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", false, false)]
    [InlineData("TERM=xterm LANG=POSIX", false, true)]
    public void Environment_tells_colours_and_characters(string environment, bool hasTrueColour, bool isAscii)
    {
        var variables = environment.Split(' ').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        Assert.Equal(new TerminalAbilities(hasTrueColour, isAscii), TerminalAbilities.Of(name => variables.GetValueOrDefault(name)));
    }
}

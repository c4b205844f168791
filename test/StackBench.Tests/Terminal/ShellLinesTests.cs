using StackBench.Terminal;

namespace StackBench.Tests.Terminal;

public sealed class ShellLinesTests
{
    [Theory]
    [InlineData("stackbench ab gemm", 80, "  stackbench ab gemm")]
    [InlineData("stackbench ab gemm --only 'bf16 2048*' --b-env X=1", 32, "  stackbench ab gemm --only \\|    'bf16 2048*' --b-env X=1")]
    [InlineData("ab 'a b c d e f g h i j k l m n o p' c", 12, "  ab \\|    'a b c d e f g h i j k l m n o p' \\|    c")]
    public void A_command_stays_one_that_can_be_copied(string command, int width, string expected)
    {
        var lines = ShellLines.Of(command, width);
        Assert.Equal(expected.Split('|'), lines);
        Assert.Equal(command, string.Join(' ', lines.Select(line => line.TrimEnd('\\').Trim())));
    }
}

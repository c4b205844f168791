using StackBench.Core.Results;

namespace StackBench.Tests.Results;

public sealed class ToolVersionTests
{
    [Theory]
    [InlineData("0.1.0+5dda7a4ab56c971b4a0d360e443825edce8a478c", "0.1.0+5dda7a4ab")]
    [InlineData("0.1.0+5dda", "0.1.0+5dda")]
    [InlineData("0.1.0", "0.1.0")]
    public void The_commit_is_shortened(string version, string text) => Assert.Equal(text, new ToolVersion(version, 1).ShortVersion);
}

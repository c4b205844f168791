using StackBench.Running;

namespace StackBench.Tests.Running;

public sealed class SampleOriginTests
{
    [Theory]
    [InlineData(100.2, 100.2)]
    [InlineData(100.0, 100.0)]
    [InlineData(null, 100.0)]
    // Another clock: before the question, after the answer, or since the epoch.
    [InlineData(99.9, 100.0)]
    [InlineData(101.1, 100.0)]
    [InlineData(1.7e9, 100.0)]
    public void An_engines_clock_is_believed_only_between_question_and_answer(double? begin, double origin) =>
        Assert.Equal(origin, SampleOrigin.Of(begin, 100, 101));
}

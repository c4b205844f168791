using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Results;

public sealed class RunIdTests
{
    [Fact]
    public void Ten_thousand_runs_of_one_second_have_ten_thousand_ids()
    {
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(_ => RunId.Create(ExampleRun.Start))];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.True(RunId.IsValid(id)));
        Assert.StartsWith("20261124-081502-", ids[0], StringComparison.Ordinal);
        Assert.Equal(28, ids[0].Length);
    }

    [Theory]
    [InlineData("20261124-081502-7f3a", true)]
    [InlineData("20261124-081502-7f3", false)]
    [InlineData("20261124-081502-", false)]
    [InlineData("20261124-081502-0123456789abcdef", true)]
    [InlineData("20261124-081502-0123456789abcdef0", false)]
    [InlineData("20261124-081502-012345678g", false)]
    public void Old_and_new_ids_are_valid(string id, bool isValid) => Assert.Equal(isValid, RunId.IsValid(id));

    [Theory]
    [InlineData("20261124-081502-7f3a", "20261124-081502-7f3b")]
    [InlineData("20261124-081502-ffff", "20261124-081502-0000")]
    [InlineData("20261124-081502-0123456789ab", "20261124-081502-0123456789ac")]
    public void The_next_id_differs_in_its_last_digits(string id, string next) => Assert.Equal(next, RunId.Next(id));
}

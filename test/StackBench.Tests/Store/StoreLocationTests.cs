using StackBench.Store;

namespace StackBench.Tests.Store;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("/own", "/data", "/home/me", "/own")]
    [InlineData("", "/data", "/home/me", "/data/stackbench")]
    [InlineData(null, "/data", null, "/data/stackbench")]
    [InlineData(null, null, "/home/me", "/home/me/.local/share/stackbench")]
    [InlineData(null, "", "/home/me", "/home/me/.local/share/stackbench")]
    [InlineData(null, "relative", "/home/me", "/home/me/.local/share/stackbench")]
    public void The_folder_follows_from_the_environment(string? own, string? data, string? home, string expected)
    {
        var variables = new Dictionary<string, string?> { ["STACKBENCH_HOME"] = own, ["XDG_DATA_HOME"] = data, ["HOME"] = home };
        Assert.Equal(expected, StoreLocation.Of(variables.GetValueOrDefault).Folder);
    }

    [Fact]
    public void Without_any_home_the_error_says_what_to_set()
    {
        var error = Assert.Throws<StoreException>(() => StoreLocation.Of(_ => null));
        Assert.Contains("STACKBENCH_HOME", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Database_and_logs_lie_in_the_folder()
    {
        var location = new StoreLocation("/own");
        Assert.Equal("/own/stackbench.db", location.DatabasePath);
        Assert.Equal("/own/logs/20261124-081502-7f3a.json", location.LogPath("20261124-081502-7f3a"));
    }
}

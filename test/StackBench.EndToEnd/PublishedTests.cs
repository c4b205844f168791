using System.Text.Json;

namespace StackBench.EndToEnd;

/// <summary>The published folder: Native AOT host, self-contained worker, libtorch beside it.</summary>
public sealed class PublishedTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("compute-peak")]
    [InlineData("gemm")]
    public void The_published_folder_measures(string benchmark)
    {
        using var session =
            Session.Start(Binary.Published(), _store.Path, "run", benchmark, "--launches", "1", "--budget", "20s", "--format", "json");
        Assert.Equal(0, session.WaitForExit());
        using var document = JsonDocument.Parse(session.Out);
        Assert.Contains(document.RootElement.GetProperty("results").EnumerateArray(), result =>
            result.GetProperty("outcome").GetProperty("kind").GetString() == "ok");
    }

    [Fact]
    public void Every_verb_works_ahead_of_time_compiled()
    {
        foreach (var arguments in new string[][] { ["--help"], ["detect"], ["detect", "--format", "json"], ["list"], ["history"] })
        {
            using var session = Session.Start(Binary.Published(), _store.Path, arguments);
            Assert.True(session.WaitForExit() == 0, $"{string.Join(' ', arguments)}: {session.Error}");
            Assert.NotEmpty(session.Out);
        }
    }
}

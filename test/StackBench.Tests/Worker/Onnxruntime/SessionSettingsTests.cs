using System.Text.Json;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class SessionSettingsTests
{
    [Theory]
    [InlineData(4, 2, 4, "2 2")]
    [InlineData(7, 3, 7, "3 2 2")]
    [InlineData(1, 2, 2, "1 1")]
    public void No_thread_is_left_over(int threads, int sessions, int all, string parts)
    {
        using var parameters = JsonDocument.Parse(
            FormattableString.Invariant($$"""{"threads":{{threads}},"sessions":{{sessions}},"optimization":"all","arena":"on"}"""));
        var settings = SessionSettings.Read(parameters.RootElement, 1, []);
        Assert.Equal(all, settings.AllThreads);
        Assert.Equal(parts, string.Join(' ', Enumerable.Range(0, sessions).Select(number => settings.ForSession(number).Threads)));
    }
}

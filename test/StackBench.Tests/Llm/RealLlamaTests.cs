using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Llm.Programs;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Llm;

/// <summary>Our models in the real llama.cpp, where STACKBENCH_LLAMA names its folder.</summary>
public sealed class RealLlamaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-models-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("F16")]
    [InlineData("Q8_0")]
    [InlineData("Q4_0")]
    public async Task Llama_bench_loads_a_model_and_tells_its_true_size(string type)
    {
        var bench = RealLlama.Find("llama-bench");
        var cancellation = TestContext.Current.CancellationToken;
        var model = new SyntheticModel(ModelShape.Tiny, TensorType.All.Single(known => known.Name == type), 1);
        var path = ModelFolder.Make(model, _folder.FullName, cancellation: cancellation);
        var help = await ProgramRun.RunAsync(bench, ["--help"], TimeSpan.FromMinutes(1), cancellation);
        var test = new LlamaBenchTest(0, 4, 8, 1, 2048, "auto");
        var run = await ProgramRun.RunAsync(bench, test.Arguments(path, 2, LlamaBenchOptions.Of(help.Output)), TimeSpan.FromMinutes(2), cancellation);
        Assert.Equal(0, run.ExitCode);
        var results = LlamaBenchOutput.Parse(run.Output);
        Assert.Null(test.Flaw(results, 2));
        Assert.Equal(model.Facts().Parameters, results[0].ModelParameters);
        Assert.Equal(model.Facts().WeightBytes, results[0].ModelBytes);
    }

    [Fact]
    public async Task Llama_server_loads_a_model_and_makes_each_of_our_words_one_token()
    {
        var program = RealLlama.Find("llama-server");
        var cancellation = TestContext.Current.CancellationToken;
        var path = ModelFolder.Make(new SyntheticModel(ModelShape.Small, TensorType.Q8_0, 1), _folder.FullName, cancellation: cancellation);
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo(program, ["-m", path, "--host", "127.0.0.1", "--port", FormattableString.Invariant($"{port}"), "-c", "512", "-np", "1", "-t", "1"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            server.OutputDataReceived += (_, _) => { };
            server.ErrorDataReceived += (_, _) => { };
            server.BeginOutputReadLine();
            server.BeginErrorReadLine();
            using var client = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}")) };
            await HealthAsync(client, server);

            string[] words = [.. SyntheticVocabulary.Words(ModelShape.Small.Vocabulary).Where((_, i) => i % 41 == 0)];
            var tokens = await PostAsync(client, "/tokenize", $$"""{"content":"{{string.Join(' ', words)}}"}""");
            Assert.Equal(words.Length, tokens.GetProperty("tokens").GetArrayLength());

            var chat = await PostAsync(client, "/v1/chat/completions", """{"messages":[{"role":"user","content":"ba da fe"}],"max_tokens":6,"ignore_eos":true}""");
            Assert.Equal(6, chat.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
            Assert.NotEqual("", chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        }
        finally
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(cancellation);
        }
    }

    private static async Task HealthAsync(HttpClient client, Process server)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            Assert.False(server.HasExited, "llama-server ended");
            try
            {
                using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        Assert.Fail("llama-server did not become healthy");
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Microsoft.Playwright;
using StackBench.Tests.Fixtures;

namespace StackBench.Browser;

/// <summary>The machine's own Chromium, started once for all tests; without it the tests skip.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program) return;
        _playwright = await Playwright.CreateAsync();
        // The sandbox needs rights that a container lacks; the pages are our own.
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    /// <summary>A page in a context of its own that records what the console says and what is asked of the network.</summary>
    public async Task<Watched> OpenAsync(string html, BrowserNewContextOptions options)
    {
        if (_browser is null) Requirement.Missing("no chromium on the PATH (apt install chromium)");
        var folder = Directory.CreateTempSubdirectory("stackbench-report-");
        var file = Path.Combine(folder.FullName, "report.html");
        await File.WriteAllTextAsync(file, html, TestContext.Current.CancellationToken);
        var context = await _browser!.NewContextAsync(options);
        var watched = new Watched(context, await context.NewPageAsync(), folder);
        await watched.Page.GotoAsync($"file://{file}");
        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}

using Microsoft.Playwright;

namespace StackBench.Browser;

/// <summary>An open report and everything it said or asked for.</summary>
public sealed class Watched : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly DirectoryInfo _folder;
    private readonly List<string> _words = [];
    private readonly List<string> _requests = [];

    public Watched(IBrowserContext context, IPage page, DirectoryInfo folder)
    {
        (_context, Page, _folder) = (context, page, folder);
        page.Console += (_, message) => _words.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _words.Add($"error: {error}");
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Messages of the console and uncaught errors.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Addresses asked for beyond the page itself.</summary>
    public IReadOnlyList<string> Requests => [.. _requests.Skip(1)];

    /// <summary>Keeps a picture where <c>STACKBENCH_SCREENSHOTS</c> names a folder, so that CI can offer it.</summary>
    public async Task KeepAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("STACKBENCH_SCREENSHOTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

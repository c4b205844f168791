using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using StackBench.Tests.Fleet;

namespace StackBench.Browser;

/// <summary>The page of a fleet's night in a real Chromium.</summary>
public sealed class NightReportTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private static readonly string Page = FleetNights.Text(FleetNights.Content);

    public static TheoryData<int, ColorScheme> Ways() => new()
    {
        { 1280, ColorScheme.Light },
        { 1280, ColorScheme.Dark },
        { 390, ColorScheme.Light },
        { 390, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_opens_in_silence_fits_its_screen_and_axe_finds_nothing_serious(int width, ColorScheme scheme)
    {
        await using var watched = await OpenAsync(width, scheme, bypass: false);
        Assert.Empty(watched.Words);
        Assert.Empty(watched.Requests);
        Assert.True(await watched.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        foreach (var chart in await watched.Page.Locator("main figure svg:visible").AllAsync())
        {
            var box = (await chart.BoundingBoxAsync())!;
            Assert.True(box.Width > 100 && box.Height > 50, $"a chart of {box.Width} x {box.Height}");
        }

        Assert.Empty(await watched.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main figure svg text')].filter(text => {
              const box = text.getBoundingClientRect(), chart = text.closest('svg').getBoundingClientRect();
              return box.left < chart.left - 1 || box.right > chart.right + 1 || box.bottom > chart.bottom + 2;
            }).map(text => text.textContent + ' in ' + text.closest('svg').getAttribute('aria-label'))
            """));
        await watched.KeepAsync($"night-{width}-{scheme}");
        await using var examined = await OpenAsync(width, scheme, bypass: true);
        await examined.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => { details.open = true; })");
        var result = await examined.Page.RunAxe();
        string[] serious =
        [
            .. result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"),
        ];
        Assert.True(serious.Length == 0, string.Join('\n', serious));
        Assert.NotEmpty(result.Passes);
    }

    [Fact]
    public async Task A_slow_node_in_the_map_leads_to_its_nights()
    {
        await using var watched = await OpenAsync(1280, ColorScheme.Light, bypass: false);
        var link = watched.Page.Locator(".maps a[href='#n0']");
        Assert.StartsWith("node5: ", await link.Locator("title").First.TextContentAsync(), StringComparison.Ordinal);
        await link.ClickAsync();
        await Assertions.Expect(watched.Page.Locator("#n0")).ToBeInViewportAsync();
        Assert.Contains("node5", await watched.Page.Locator("#n0").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slowest_are_sorted_and_filtered()
    {
        await using var watched = await OpenAsync(1280, ColorScheme.Light, bypass: false);
        var page = watched.Page;
        await page.Locator("#filter").FillAsync("node9 ");
        Assert.Equal(1, await page.Locator("#ranks tbody tr:visible", new PageLocatorOptions { HasText = "node9 cuda:2" }).CountAsync());
        await page.Locator("#filter").FillAsync("");
        await page.Locator("#ranks th button", new PageLocatorOptions { HasText = "Speed" }).ClickAsync();
        await page.Locator("#ranks th button", new PageLocatorOptions { HasText = "Speed" }).ClickAsync();
        Assert.DoesNotContain("node5", await page.Locator("#ranks tbody tr").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    private Task<Watched> OpenAsync(int width, ColorScheme scheme, bool bypass) => browser.OpenAsync(Page, new BrowserNewContextOptions
    {
        ViewportSize = new ViewportSize { Width = width, Height = 900 },
        ColorScheme = scheme,
        // axe is a script of its own, which the policy of the page would refuse.
        BypassCSP = bypass,
    });
}

using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace StackBench.Browser;

/// <summary>The report in a real Chromium.</summary>
public sealed class ReportTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private static readonly (string Name, int Width, int Height)[] Screens = [("desktop", 1280, 900), ("phone", 390, 844)];

    public static TheoryData<string, string, ColorScheme, bool> Ways()
    {
        var data = new TheoryData<string, string, ColorScheme, bool>();
        foreach (var report in (string[])["run", "comparison"])
            foreach (var screen in Screens)
                foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                    foreach (var script in (bool[])[true, false]) data.Add(report, screen.Name, scheme, script);
        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_opens_in_silence_asks_for_nothing_and_shows_its_charts(
        string report, string screen, ColorScheme scheme, bool script)
    {
        await using var watched = await OpenAsync(report, screen, scheme, script);
        var page = watched.Page;
        Assert.Empty(watched.Words);
        Assert.Empty(watched.Requests);
        // Only the table and the charts scroll sideways, never the page.
        var (scroll, width) = (await Wide(page.Locator("html"), "scrollWidth"), await Wide(page.Locator("html"), "clientWidth"));
        Assert.True(scroll <= width, $"the page is {scroll} px wide in {width}");
        var charts = await page.Locator("main svg[aria-label]:visible").AllAsync();
        Assert.NotEmpty(charts);
        foreach (var chart in charts)
        {
            var box = (await chart.BoundingBoxAsync())!;
            Assert.True(box.Width > 100 && box.Height > 50, $"a chart of {box.Width} x {box.Height}");
        }

        Assert.Equal(script, await page.Locator("#filter").IsVisibleAsync());
        await watched.KeepAsync($"{report}-{screen}-{scheme.ToString().ToLowerInvariant()}{(script ? "" : "-noscript")}");
    }

    [Theory]
    [InlineData("run", ColorScheme.Light)]
    [InlineData("run", ColorScheme.Dark)]
    [InlineData("comparison", ColorScheme.Light)]
    [InlineData("comparison", ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious(string report, ColorScheme scheme)
    {
        await using var watched = await OpenAsync(report, "desktop", scheme, script: true, bypass: true);
        await watched.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => { details.open = true; })");
        var result = await watched.Page.RunAxe();
        string[] serious =
        [
            .. result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation =>
                    $"{violation.Id}: {violation.Help} ({string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))})"),
        ];
        Assert.True(serious.Length == 0, string.Join('\n', serious));
        Assert.NotEmpty(result.Passes);
    }

    [Fact]
    public async Task The_table_sorts_by_a_click_and_by_the_keyboard()
    {
        await using var watched = await OpenAsync("run", "desktop", ColorScheme.Light, script: true);
        var page = watched.Page;
        var head = page.Locator("#table th", new PageLocatorOptions { HasText = "Value" });
        await head.Locator("button").ClickAsync();
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        var ascending = await Values(page);
        Assert.True(ascending.Length > 3);
        Assert.Equal(ascending.Order(), ascending);
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal(ascending.Reverse(), await Values(page));
    }

    [Fact]
    public async Task The_filter_hides_rows_and_says_how_many_are_left()
    {
        await using var watched = await OpenAsync("run", "desktop", ColorScheme.Light, script: true);
        var page = watched.Page;
        var all = await page.Locator("#table tbody tr").CountAsync();
        await page.Locator("#filter").FillAsync("gemm bf16");
        var shown = await page.Locator("#table tbody tr:visible").AllInnerTextsAsync();
        Assert.NotEmpty(shown);
        Assert.True(shown.Count < all);
        Assert.All(shown, text => Assert.Contains("bf16", text, StringComparison.Ordinal));
        Assert.Equal($"{shown.Count} of {all} shown", await page.Locator("#shown").InnerTextAsync());
    }

    [Fact]
    public async Task A_link_in_the_table_opens_the_detail()
    {
        await using var watched = await OpenAsync("run", "desktop", ColorScheme.Light, script: true);
        await watched.Page.Locator("#table tbody a").First.ClickAsync();
        await Assertions.Expect(watched.Page.Locator("#r0")).ToHaveAttributeAsync("open", "");
    }

    [Fact]
    public async Task A_script_that_a_document_smuggled_in_would_not_run()
    {
        var html = Reports.Run.Replace("<main>", "<main><script>document.title = 'owned'</script>", StringComparison.Ordinal);
        await using var watched = await browser.OpenAsync(html, new BrowserNewContextOptions());
        Assert.NotEqual("owned", await watched.Page.TitleAsync());
        Assert.Contains(watched.Words, word => word.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("comparison")]
    public async Task Printed_it_has_several_pages(string report)
    {
        await using var watched = await OpenAsync(report, "desktop", ColorScheme.Light, script: true);
        var pdf = Encoding.Latin1.GetString(await watched.Page.PdfAsync(new PagePdfOptions { Format = "A4" }));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.True(pdf.Split("/Type /Page\n").Length - 1 >= 2, "one page");
    }

    private async Task<Watched> OpenAsync(string report, string screen, ColorScheme scheme, bool script, bool bypass = false)
    {
        var (_, width, height) = Screens.Single(one => one.Name == screen);
        return await browser.OpenAsync(report == "run" ? Reports.Run : Reports.Comparison, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            // axe is a script of its own, which the policy of the page would refuse.
            BypassCSP = bypass,
        });
    }

    private static async Task<double[]> Values(IPage page)
    {
        var texts = await page.Locator("#table tbody td.number[data-v]:nth-child(5)")
            .EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.dataset.v)");
        return [.. texts.Where(text => text.Length > 0)
            .Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
    }

    // Playwright evaluates even where scripts of the page are off.
    private static async Task<double> Wide(ILocator element, string property) =>
        await element.EvaluateAsync<double>($"element => element.{property}");
}

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
    [MemberData(nameof(Ways))]
    public async Task Axe_finds_nothing_serious(string report, string screen, ColorScheme scheme, bool script)
    {
        await using var watched = await OpenAsync(report, screen, scheme, script, bypass: true);
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
    public async Task The_table_sorts_by_a_click_and_by_the_keyboard_and_keeps_units_apart()
    {
        await using var watched = await OpenAsync("run", "desktop", ColorScheme.Light, script: true);
        var page = watched.Page;
        var head = page.Locator("#table th", new PageLocatorOptions { HasText = "Value" });
        await head.Locator("button").ClickAsync();
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        var ascending = await Values(page);
        Assert.Equal(ascending.OrderBy(cell => cell.Unit, StringComparer.Ordinal).ThenBy(cell => cell.Value), ascending);
        Assert.True(ascending.GroupBy(cell => cell.Unit).Count(unit => unit.Count() > 1) > 1, "too few to tell");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal(ascending.OrderBy(cell => cell.Unit, StringComparer.Ordinal).ThenByDescending(cell => cell.Value), await Values(page));
    }

    [Fact]
    public async Task A_change_reads_as_a_sign_a_word_and_the_change()
    {
        await using var watched = await OpenAsync("comparison", "desktop", ColorScheme.Light, script: true);
        var cells = await watched.Page.Locator("#table td:nth-child(7)").AllTextContentsAsync();
        Assert.Matches(@"^▼ regression -[0-9.]+ % slower \[", cells[0]);
        Assert.Matches(@"^\? inconclusive [+-][0-9.]+ % (faster|slower) \[", cells[1]);
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

    [Fact]
    public async Task A_link_opens_a_detail_within_its_group()
    {
        await using var watched = await OpenAsync("quick", "desktop", ColorScheme.Light, script: true);
        await watched.Page.Locator("#table tbody a").Last.ClickAsync();
        var detail = watched.Page.Locator("details[id^=r]").Last;
        await Assertions.Expect(detail).ToHaveAttributeAsync("open", "");
        await Assertions.Expect(detail).ToBeInViewportAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_phone_every_result_has_its_value_and_verdict_in_sight(bool script)
    {
        await using var watched = await OpenAsync("quick-comparison", "phone", ColorScheme.Light, script);
        var outside = await watched.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('#table tbody td')].filter(cell => {
              const box = cell.getBoundingClientRect();
              return cell.textContent.trim() !== '' && (box.width < 1 || box.left < 0 || box.right > innerWidth);
            }).map(cell => cell.textContent)
            """);
        Assert.Empty(outside);
        // What scrolls sideways all the same has a shadow where more is.
        var withoutHint = await watched.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('body *')].filter(element => element.scrollWidth > element.clientWidth + 1
              && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && !getComputedStyle(element).backgroundImage.includes('gradient'))
              .map(element => element.outerHTML.slice(0, 80))
            """);
        Assert.Empty(withoutHint);
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("quick-comparison")]
    public async Task A_quick_run_is_a_page_of_at_most_5000_pixels_and_eight_sheets(string report)
    {
        await using var watched = await OpenAsync(report, "desktop", ColorScheme.Light, script: true);
        await watched.KeepAsync($"{report}-all");
        Assert.InRange(await Wide(watched.Page.Locator("html"), "scrollHeight"), 1000, 5000);
        Assert.InRange(await Sheets(watched.Page), 2, 8);
        // What was unfolded for the paper is folded again.
        Assert.Equal(0, await watched.Page.Locator("details[open]").CountAsync());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("comparison")]
    public async Task Every_point_of_a_chart_says_what_it_is(string report)
    {
        await using var watched = await OpenAsync(report, "desktop", ColorScheme.Light, script: false);
        Assert.Empty(await watched.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main svg circle')].filter(point => !point.closest('g:has(> title), a:has(> title)'))
              .map(point => point.closest('svg').getAttribute('aria-label'))
            """));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("comparison")]
    public async Task No_label_of_a_chart_is_cut_at_its_edge(string report)
    {
        foreach (var screen in Screens)
        {
            await using var watched = await OpenAsync(report, screen.Name, ColorScheme.Light, script: true);
            Assert.Empty(await watched.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('main svg text')].filter(text => {
                  const box = text.getBoundingClientRect(), chart = text.closest('svg').getBoundingClientRect();
                  return box.width > 0 && (box.left < chart.left - 1 || box.right > chart.right + 1 || box.bottom > chart.bottom + 2);
                }).map(text => text.textContent + ' in ' + text.closest('svg').getAttribute('aria-label'))
                """));
        }
    }

    private async Task<Watched> OpenAsync(string report, string screen, ColorScheme scheme, bool script, bool bypass = false)
    {
        var (_, width, height) = Screens.Single(one => one.Name == screen);
        var html = report switch
        {
            "run" => Reports.Run,
            "quick" => Reports.Quick,
            "quick-comparison" => Reports.QuickComparison,
            _ => Reports.Comparison,
        };
        // axe needs timers, which a browser without scripts has not: for it the page loses its own script instead.
        if (bypass && !script) html = html[..html.LastIndexOf("<script>", StringComparison.Ordinal)];
        return await browser.OpenAsync(html, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = script || bypass,
            // axe is a script of its own, which the policy of the page would refuse.
            BypassCSP = bypass,
        });
    }

    private static async Task<(string Unit, double Value)[]> Values(IPage page)
    {
        var texts = await page.Locator("#table tbody td[data-u]")
            .EvaluateAllAsync<string[]>("cells => cells.map(cell => `${cell.dataset.u} ${cell.dataset.v}`)");
        return [.. texts.Select(text => text.Split(' '))
            .Select(parts => (parts[0], double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)))];
    }

    private static async Task<int> Sheets(IPage page)
    {
        var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "A4" }));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        return pdf.Split("/Type /Page\n").Length - 1;
    }

    // Playwright evaluates even where scripts of the page are off.
    private static async Task<double> Wide(ILocator element, string property) =>
        await element.EvaluateAsync<double>($"element => element.{property}");
}

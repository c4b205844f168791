namespace StackBench.Tests.Commands;

/// <summary>What a mistyped command line gets: exit code 2, a sentence on stderr in the user's words, nothing on stdout.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("'x' is no value of --launches; it takes a whole number from 1 to 1000", "run", "--launches", "x")]
    [InlineData("'0' is no value of --launches", "run", "--launches", "0")]
    [InlineData("'huge' is no value of --suite; it takes quick, standard, full", "run", "--suite", "huge")]
    [InlineData("'abc' is no value of --seed", "run", "--seed", "abc")]
    [InlineData("'0s' is no length of time above zero", "run", "--budget", "0s")]
    [InlineData("'0' is no value of --limit", "history", "--limit", "0")]
    [InlineData("there is no benchmark 'gem'; did you mean gemm?", "run", "gem")]
    [InlineData("there is no option '--benchmarks'; 'stackbench run --help' names them all", "run", "--benchmarks", "gemm")]
    [InlineData("there is no option '--lanches'; did you mean --launches?", "run", "gemm", "--lanches", "3")]
    [InlineData("there is no option '--formt'; did you mean --format?", "show", "--formt", "json")]
    [InlineData("there is no option '--formt'; did you mean --format?", "history", "--formt=json")]
    [InlineData("there is no option '--b-evn'; did you mean --b-env?", "ab", "gemm", "--b-evn", "X=1")]
    [InlineData("there is no option '--limt'; did you mean --limit?", "history", "--limt", "3")]
    [InlineData("there is no option '--rusn'; did you mean --runs?", "around", "--rusn", "2", "--", "true", "--rusn")]
    [InlineData("there is no verb 'comapre'; did you mean compare?", "comapre", "latest")]
    [InlineData("there is no verb 'xyzzy'; 'stackbench --help' names them all", "xyzzy")]
    [InlineData("there is no verb 'delet'; did you mean delete?", "history", "delet")]
    [InlineData("'more' is one argument too many; 'stackbench show --help' shows what it takes", "show", "latest", "more")]
    [InlineData("--budget needs a value: TIME", "run", "gemm", "--budget")]
    [InlineData("<FILE> is missing", "import")]
    [InlineData("'qick' is no value of --suite; it takes quick, standard, full: did you mean quick?", "run", "--suite", "qick")]
    [InlineData("there is no engine 'foo'; there are native,", "run", "gemm", "--engine", "foo")]
    [InlineData("there is no device 'tpu'; there are cpu,", "run", "gemm", "--device", "tpu")]
    [InlineData("there is no libtorch in /tmp", "run", "gemm", "--libtorch", "/tmp")]
    [InlineData("there is no folder /nowhere", "run", "gemm", "--libtorch", "/nowhere")]
    [InlineData("there is no ONNX Runtime in /tmp", "run", "gemm", "--onnxruntime", "/tmp")]
    [InlineData("there is no folder /nowhere", "run", "gemm", "--onnxruntime", "/nowhere")]
    [InlineData("no run is called ''", "show", "")]
    [InlineData("--from names no file", "detect", "--from", "")]
    [InlineData("median-prompt-tokens tells what the work was", "trend", "median-prompt-tokens")]
    [InlineData("'0' is no value of --attainment; it takes a percentage from 1 to 100, like 90%", "serving", "--search", "rate",
        "--attainment", "0")]
    [InlineData("--attainment belongs to --search", "serving", "--attainment", "95%")]
    [InlineData("--search rate does not go with --arrival closed", "serving", "--search", "rate", "--arrival", "closed")]
    [InlineData("--search concurrency does not go with --arrival poisson", "serving", "--search", "concurrency", "--arrival", "poisson")]
    [InlineData("--search concurrency has no rate", "serving", "--search", "concurrency", "--rate", "2", "--arrival", "closed")]
    [InlineData("a search begins with one load", "serving", "--search", "rate", "--rate", "1", "--rate", "2")]
    [InlineData("a search needs a limit", "serving", "--search", "rate", "--slo", "")]
    [InlineData("a search begins with at least 0.1 requests per second", "serving", "--search", "rate", "--rate", "0.01")]
    [InlineData("a load of the search would last longer than 300 s", "serving", "--search", "rate", "--rate", "0.1", "--requests", "60")]
    [InlineData("a search goes up to 2000 users", "serving", "--search", "concurrency", "-c", "50000")]
    [InlineData("a search goes up to 10000 requests per second", "serving", "--search", "rate", "--rate", "20000")]
    [InlineData("a search waits for an answer for 300 s", "serving", "--search", "rate", "--slo", "e2e=400s")]
    [InlineData("'90%%' is no value of --attainment", "serving", "--search", "rate", "--attainment", "90%%")]
    [InlineData("--concurrency is the most requests at once here", "serving", "--search", "rate", "-c", "4", "-c", "8")]
    [InlineData("--concurrency is the most requests at once here", "serving", "--trace", "x", "-c", "4", "-c", "8")]
    [InlineData("--requests is less than --concurrency", "serving", "--concurrency", "2", "-c", "16", "--requests", "15")]
    [InlineData("--arrival trace needs a trace", "serving", "--arrival", "trace")]
    [InlineData("--speed belongs to --trace", "serving", "--speed", "2")]
    [InlineData("--trace does not go with --arrival poisson", "serving", "--trace", "x", "--arrival", "poisson", "--rate", "1")]
    [InlineData("a trace has times of its own, and no rate", "serving", "--trace", "x", "--rate", "1")]
    [InlineData("/nowhere/x cannot be read", "serving", "--trace", "/nowhere/x")]
    [InlineData("/dev/zero cannot be read: it is a pipe or a device", "serving", "--trace", "/dev/zero")]
    [InlineData("a closed loop has no rate", "serving", "--arrival", "closed", "--rate", "inf")]
    [InlineData("a search has no infinite rate", "serving", "--search", "rate", "--rate", "inf")]
    [InlineData("'NaN' is no value of --rate; it takes a number from 0.001 to 1000000, or inf", "serving", "--rate", "NaN")]
    [InlineData("invalid value 'slower-than=abc%' for --fail-on", "compare", "--fail-on", "slower-than=abc%")]
    [InlineData("'ttft=NaNms' is no limit", "serving", "--slo", "ttft=NaNms")]
    [InlineData("'ttft=1e999s' is no limit", "serving", "--slo", "ttft=1e999s")]
    [InlineData("--header belongs to --endpoint", "serving", "--header", "X: y")]
    [InlineData("the header Host is set by stackbench itself", "serving", "--endpoint", "http://x", "--header", "Host: y")]
    [InlineData("--extra-body: it is not valid JSON", "serving", "--extra-body", "{x")]
    [InlineData("the field 'model' cannot be left out", "serving", "--drop-field", "model")]
    [InlineData("--endpoint ends with /api/generate", "serving", "--endpoint", "http://127.0.0.1:11434/api/generate")]
    [InlineData("write its root, like http://127.0.0.1:8000", "serving", "--endpoint", "127.0.0.1:8000")]
    public async Task A_wrong_value_is_said_in_the_users_words(string message, params string[] arguments)
    {
        using var command = new CommandRun();
        var (code, output, error) = await command.Run(arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_from_a_mistake_is_not_said_beside_it()
    {
        using var command = new CommandRun();
        var (_, _, error) = await command.Run("run", "gemm", "--lanches", "3");
        Assert.Equal("error: there is no option '--lanches'; did you mean --launches?", error.Trim());
    }

    [Theory]
    [InlineData("show")]
    [InlineData("export")]
    [InlineData("worker", "check")]
    [InlineData("run")]
    public async Task Help_is_fine_also_where_an_argument_is_missing(params string[] verb)
    {
        using var command = new CommandRun();
        var (code, output, _) = await command.Run([.. verb, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackBench.Llm.Devices;
using StackBench.Llm.Programs;

namespace StackBench.Serving.Servers;

/// <summary>
/// A server this program started on loopback; killed with all it started on dispose, and by the kernel when this process dies.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int MostPolls = 400;

    private const string SetPriv = "/usr/bin/setpriv";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly ServerLauncher _launcher;
    private readonly Process _process;
    private readonly ManualResetEventSlim _isOver;
    private readonly LastWords _words = new(LlamaDevices.IsTelling);
    private readonly Task _reading;
    private readonly HttpClient _client;

    private ServerProcess(ServerLauncher launcher, Process process, ManualResetEventSlim isOver, Uri endpoint)
    {
        (_launcher, _process, _isOver, Endpoint) = (launcher, process, isOver, endpoint);
        process.StandardInput.Close();
        _reading = Task.WhenAll(_words.ReadAsync(process.StandardOutput), _words.ReadAsync(process.StandardError));
        _client = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        { BaseAddress = endpoint, Timeout = AnswerLimit };
    }

    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <summary>What it took to come up.</summary>
    public ServerStart Start { get; private set; } = new(0, null);

    /// <summary>Starts a server and waits until it is healthy.</summary>
    /// <param name="help">What the program's help says, for options that not every version has.</param>
    /// <exception cref="IOException">It cannot be started, ended, or was not healthy in time; its last words
    /// are in the message.</exception>
    public static async Task<ServerProcess> StartAsync(
        ServerLauncher launcher, string program, ServerRequest request, string help, TimeSpan limit, TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        ArgumentNullException.ThrowIfNull(time);
        var port = FreePort();
        var begin = time.GetTimestamp();
        var (process, isOver) = Spawn([program, .. launcher.Arguments(request, port, help)]);
        var server = new ServerProcess(launcher, process, isOver, new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri);
        try
        {
            await server.BecomeHealthyAsync(begin, limit, time, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server counted so far; null where it does not tell.</summary>
    public async Task<TokenTotals?> TotalsAsync(CancellationToken cancellation)
    {
        try
        {
            return TokenTotals.Parse(await _client.GetStringAsync(
                new Uri(ServerLauncher.MetricsPath, UriKind.Relative), cancellation), _launcher.PromptTokens, _launcher.GeneratedTokens);
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What it said of its devices so far, or, as its pipes are read meanwhile, within a moment.</summary>
    public async Task<ImmutableArray<string>> RemarksAsync(Func<ImmutableArray<string>, bool> isEnough, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(isEnough);
        for (var waits = 0; waits < MostPolls && !isEnough(_words.Remarks); waits++) await Task.Delay(Poll, cancellation);
        return _words.Remarks;
    }

    public void ForgetPeak() => ServerMemory.Forget(_process.Id);

    /// <inheritdoc cref="ServerMemory.PeakBytes"/>
    public long? PeakBytes() => ServerMemory.PeakBytes(_process.Id);

    /// <summary>An error with the reason and the server's last words.</summary>
    public IOException Failure(string reason) =>
        new(_words.Lines is [.., var last] ? $"{_launcher.Name} {reason}: {last}" : $"{_launcher.Name} {reason}");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It exited between the two calls, which is what we wanted.
        }

        await Task.WhenAny(Task.WhenAll(_process.WaitForExitAsync(), _reading), Task.Delay(EndLimit));
        _isOver.Set();
        _client.Dispose();
        _process.Dispose();
    }

    private async Task BecomeHealthyAsync(long begin, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        TimeSpan? firstAnswer = null;
        while (true)
        {
            if (await HealthAsync(cancellation) is { } status)
            {
                var elapsed = time.GetElapsedTime(begin);
                // Somebody else's server may have got the port in the meantime: ours must be alive.
                if (status == HttpStatusCode.OK && IsAlive)
                {
                    Start = new ServerStart(elapsed.TotalSeconds, firstAnswer is { } first ? (elapsed - first).TotalSeconds : null);
                    return;
                }

                firstAnswer ??= elapsed;
            }

            if (_process.HasExited)
            {
                await Task.WhenAny(_reading, Task.Delay(EndLimit, cancellation));
                throw Failure(FormattableString.Invariant($"ended with exit code {_process.ExitCode} before it was ready"));
            }

            if (time.GetElapsedTime(begin) > limit)
                throw Failure($"was not ready within {Core.Units.NumberText.Duration(limit.TotalSeconds)}");
            await Task.Delay(Poll, time, cancellation);
        }
    }

    private async Task<HttpStatusCode?> HealthAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(ServerLauncher.HealthPath, UriKind.Relative), cancellation);
            return answer.StatusCode;
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    // The kernel's signal at a parent's death comes when the thread ends that started the child, so that
    // thread stays as long as the server.
    private static (Process Process, ManualResetEventSlim IsOver) Spawn(IReadOnlyList<string> command)
    {
        var isGuarded = OperatingSystem.IsLinux() && File.Exists(SetPriv);
        IReadOnlyList<string> guarded = isGuarded ? [SetPriv, "--pdeathsig", "KILL", .. command] : command;
        var start = new ProcessStartInfo(
            guarded[0],
            guarded.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        var isOver = new ManualResetEventSlim();
        var started = new TaskCompletionSource<Process>();
        new Thread(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                started.SetException(new IOException($"{command[0]} cannot be started: {exception.Message}", exception));
                return;
            }

            isOver.Wait();
        })
        { IsBackground = true, Name = "server" }.Start();
        return (started.Task.GetAwaiter().GetResult(), isOver);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

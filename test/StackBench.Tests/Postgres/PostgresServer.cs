using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using StackBench.Fleet.Launchers;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Postgres;

/// <summary>A real PostgreSQL of this machine's packages, in a folder of its own, reached by a socket in it alone.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Superuser = "owner";

    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-pg-").FullName;
    private readonly string? _programs;
    private readonly ConcurrentQueue<string> _log = [];
    private Process? _process;
    private int _databases;

    public PostgresServer() => _programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync()
    {
        if (_programs is null) return;
        // The server refuses to run as root.
        if (Environment.UserName == "root") Run("chown", "postgres", _folder);
        Server("initdb", "--auth=trust", "--username=" + Superuser, "--no-sync", "--encoding=UTF8", "--locale=C", Data);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        // In the foreground, as a child: a daemon would lose its parent, and go with the engine of another test.
        var command = Command("postgres", "-D", Data, "-k", _folder, "-c", "listen_addresses=", "-c", "fsync=off");
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; tries < 600; tries++)
        {
            if (new SystemCommands().Run(Path.Combine(_programs!, "pg_isready"), "-h", _folder).ExitCode == 0) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail(string.Join('\n', _log));
    }

    /// <summary>As a power failure would.</summary>
    public void Kill()
    {
        Server("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        _process!.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>A new, empty database.</summary>
    public string Database()
    {
        if (_programs is null) Requirement.Missing("PostgreSQL is not installed (apt-get install postgresql)");
        var name = string.Create(CultureInfo.InvariantCulture, $"fleet{Interlocked.Increment(ref _databases)}");
        Ask("postgres", $"create database {name}");
        return Address(name);
    }

    public string Address(string database, string user = Superuser) =>
        $"postgres://{user}@/{database}?host={Uri.EscapeDataString(_folder)}";

    /// <summary>What a statement gives, as psql writes it.</summary>
    public string Ask(string database, string statement) => Run(
        Path.Combine(_programs!, "psql"), "-h", _folder, "-U", Superuser, "-d", database, "-AtqX", "-v", "ON_ERROR_STOP=1", "-c", statement)
        .Trim();

    public ValueTask DisposeAsync()
    {
        if (_process is not null) Kill();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Server(string program, params string[] arguments)
    {
        var command = Command(program, arguments);
        Run(command[0], command[1..]);
    }

    private string[] Command(string program, params string[] arguments)
    {
        program = Path.Combine(_programs!, program);
        return Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
    }

    private static string Run(string program, params string[] arguments)
    {
        var answer = new SystemCommands().Run(program, arguments);
        Assert.True(answer.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {answer.Error}{answer.Output}");
        return answer.Output;
    }
}

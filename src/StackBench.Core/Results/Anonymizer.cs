using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Text;
using StackBench.Core.Workloads;

namespace StackBench.Core.Results;

/// <summary>
/// Makes runs fit to be shown to strangers: no host, user, path, address, serial number or UUID, no label and nothing an engine printed.
/// Facts pass by name (docs/reports.md); what is not listed does not. One object serves all runs of one document, so that machines that
/// differ still do.
/// </summary>
/// <param name="hosts">Names of this machine, which texts may hold.</param>
/// <param name="users">Names of its user.</param>
public sealed class Anonymizer(IEnumerable<string> hosts, IEnumerable<string> users)
{
    private const string Host = "<host>", User = "<user>";

    private static readonly ImmutableArray<string> Prefixes = ["cpu.", "policy.", "memory.", "software.", "engine.", "env."];

    private static readonly ImmutableArray<string> Names =
    [
        "os.name", "os.kernel", "os.architecture", "os.virtualization", "gpu.name", "tool.interface", OnlyFact.Name, "import.format",
        "import.build",
    ];

    private static readonly ImmutableArray<string> GpuEndings =
    [
        ".name", ".device-id", ".driver", ".driver-version", ".target", ".compute-units", ".memory", ".power-limit", ".partition",
        ".link-lanes", ".link-most",
    ];

    private static readonly ImmutableArray<string> HostFacts = ["host.name", "os.hostname", "import.machine", NodeName.Fact];

    private readonly HashSet<(string Name, string Stands)> _names =
    [
        .. hosts.Where(name => name.Length > 0).Select(name => (name, Host)),
        .. users.Where(name => name.Length > 0).Select(name => (name, User)),
    ];

    private readonly Dictionary<(string Fact, string Value), string> _identities = [];

    /// <summary>Whether the value of a fact is shown, once what is private in it is taken out.</summary>
    public static bool Shows(string fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact != "engine.worker" && (Names.Contains(fact) || Prefixes.Any(prefix => fact.StartsWith(prefix, StringComparison.Ordinal))
            || (fact.StartsWith("gpu.", StringComparison.Ordinal)
                && GpuEndings.Any(ending => fact.EndsWith(ending, StringComparison.Ordinal))));
    }

    public Run Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Learn(run);
        var taken = new HashSet<ResultKey>();
        return run with
        {
            Label = null,
            Settings = run.Settings with
            {
                Benchmarks = [.. run.Settings.Benchmarks.Select(Text)],
                Devices = [.. run.Settings.Devices.Select(Text)],
            },
            Fingerprint = Fingerprint.Of(run.Fingerprint.Facts.Select(Fact).OfType<FingerprintFact>()),
            Results = [.. run.Results.Select(result => Once(Result(result), taken))],
        };
    }

    private void Learn(Run run)
    {
        foreach (var fact in run.Fingerprint.Facts)
        {
            if (fact.Value is null) continue;
            if (HostFacts.Contains(fact.Name))
                foreach (var name in fact.Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)) _names.Add((name, Host));
            foreach (var user in PrivateText.UsersIn(fact.Value)) _names.Add((user, User));
        }

        foreach (var user in run.Results.Select(result => result.Outcome).OfType<Failed>().SelectMany(failed => failed.LogTail)
            .SelectMany(PrivateText.UsersIn))
            _names.Add((user, User));
    }

    private FingerprintFact? Fact(FingerprintFact fact)
    {
        if (Shows(fact.Name))
            return fact with
            {
                Value = fact.Value is null ? null : Text(fact.Value),
                UnknownReason = fact.UnknownReason is null ? null : Text(fact.UnknownReason),
            };
        // What tells machines apart must still do so.
        return fact is { Role: FactRole.Identity, Value: { } value } ? fact with { Value = Identity(fact.Name, value) } : null;
    }

    private string Identity(string name, string value)
    {
        if (!_identities.TryGetValue((name, value), out var stands))
        {
            var number = _identities.Keys.Count(known => known.Fact == name) + 1;
            _identities.Add((name, value), stands = string.Create(CultureInfo.InvariantCulture, $"<removed {number}>"));
        }

        return stands;
    }

    private BenchmarkResult Result(BenchmarkResult result) => result with
    {
        Workload = Text(result.Workload),
        Parameters = new Parameters(result.Parameters.Select(parameter => parameter.Value.Kind == ParameterKind.Text
            ? new KeyValuePair<string, ParameterValue>(parameter.Key, Text(parameter.Value.Text))
            : parameter)),
        Device = Text(result.Device),
        Outcome = result.Outcome switch
        {
            Ok ok => ok with { Notes = [.. ok.Notes.Select(Note)] },
            Skipped skipped => skipped with
            {
                Reason = Text(skipped.Reason),
                Remedy = skipped.Remedy is null ? null : Text(skipped.Remedy),
            },
            Failed failed => failed with { Reason = Text(failed.Reason), LogTail = [] },
            var other => other,
        },
        Launches = [.. result.Launches.Select(Launch)],
    };

    private Launch Launch(Launch launch) => launch with
    {
        Backend = Text(launch.Backend),
        Notes = launch.Notes is { } notes ? [.. notes.Select(Note)] : null,
        Telemetry = launch.Telemetry is { } telemetry
            ? telemetry with
            {
                Unread = telemetry.Unread.ToImmutableSortedDictionary(
            pair => pair.Key, pair => Text(pair.Value), StringComparer.Ordinal)
            }
            : null,
    };

    private Note Note(Note note) =>
        note with { Message = Text(note.Message), Remedy = note.Remedy is null ? null : Text(note.Remedy) };

    /// <summary>Names that differed in a path alone would be one.</summary>
    private static BenchmarkResult Once(BenchmarkResult result, HashSet<ResultKey> taken)
    {
        var unique = result;
        for (var number = 2; !taken.Add(unique.Key); number++)
            unique = result with { Workload = string.Create(CultureInfo.InvariantCulture, $"{result.Workload} ({number})") };
        return unique;
    }

    private string Text(string text) => PrivateText.Without(text, _names);
}

using System.Globalization;
using System.Text.Json.Nodes;
using StackBench.Machine;

namespace StackBench.Tests.Machine;

/// <summary>Collects where facts differ from what is expected, each by name, so that one run shows all.</summary>
internal sealed class Differences(string set)
{
    private readonly List<string> _found = [];

    /// <summary>Numbers agree to a part in a million; an expected null must be unknown.</summary>
    public void Number(string name, JsonNode? expected, Fact<double> actual, double factor = 1)
    {
        if (expected is null) Add(name, "unknown", actual.IsKnown ? Text(actual.Value) : "unknown");
        else
            Add(name, Text(Round((double)expected * factor)),
                actual.IsKnown ? Text(Round(actual.Value)) : $"unknown ({actual.UnknownReason})");
    }

    public void Number(string name, JsonNode? expected, Fact<long> actual, double factor = 1) =>
        Number(name, expected, actual.Then<double>(value => value), factor);

    public void Number(string name, JsonNode? expected, Fact<int> actual, double factor = 1) =>
        Number(name, expected, actual.Then<double>(value => value), factor);

    public void Text(string name, string? expected, Fact<string> actual) => Add(name, expected ?? "unknown", actual.Or("unknown"));

    public void Flag(string name, bool expected, Fact<bool> actual) =>
        Add(name, expected.ToString(), actual.IsKnown ? actual.Value.ToString() : $"unknown ({actual.UnknownReason})");

    public void Add(string name, string expected, string actual)
    {
        if (expected != actual) _found.Add($"{set} {name}: expected {expected}, found {actual}");
    }

    public void AssertNone() => Assert.True(_found.Count == 0, string.Join(Environment.NewLine, _found));

    private static double Round(double value) =>
        value == 0 ? 0 : Math.Round(value, 6 - (int)Math.Clamp(Math.Log10(Math.Abs(value)), -6, 6));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

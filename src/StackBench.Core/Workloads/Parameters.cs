using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Core.Workloads;

/// <summary>The exact parameters of a workload, sorted by name, so that equal parameters always read the same.</summary>
[JsonConverter(typeof(ParametersJsonConverter))]
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Naming", "CA1710", Justification = "The domain says parameters, not ParameterDictionary.")]
public sealed class Parameters : IReadOnlyCollection<KeyValuePair<string, ParameterValue>>, IEquatable<Parameters>
{
    private readonly ImmutableSortedDictionary<string, ParameterValue> _values;

    // Comparisons with many runs hold the same parameters against each other hundreds of thousands of times.
    private readonly (string Name, ParameterValue Value)[] _pairs;

    public Parameters(IEnumerable<KeyValuePair<string, ParameterValue>> values)
    {
        _values = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, values);
        _pairs = [.. _values.Select(pair => (pair.Key, pair.Value))];
    }

    public static Parameters None { get; } = new([]);

    public int Count => _values.Count;

    /// <exception cref="KeyNotFoundException">There is no parameter of that name.</exception>
    public ParameterValue this[string name] => _values[name];

    public static Parameters Of(params ReadOnlySpan<(string Name, ParameterValue Value)> values)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values) builder.Add(name, value);
        return new Parameters(builder);
    }

    public bool TryGet(string name, out ParameterValue value) => _values.TryGetValue(name, out value);

    /// <summary>These parameters with one added or replaced.</summary>
    public Parameters With(string name, ParameterValue value) => new(_values.SetItem(name, value));

    /// <summary>What differs, by name: <c>batch 8 instead of 16, layout nhwc instead of nothing</c>; empty where both are equal.</summary>
    public string DifferenceFrom(Parameters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var names = _values.Keys.Union(other._values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return string.Join(", ", names.Where(name => Said(this, name) != Said(other, name))
            .Select(name => $"{name} {Said(this, name)} instead of {Said(other, name)}"));

        static string Said(Parameters parameters, string name) => parameters.TryGet(name, out var value) ? value.ToString() : "nothing";
    }

    public bool Equals(Parameters? other) =>
        other is not null && (ReferenceEquals(this, other) || _pairs.AsSpan().SequenceEqual(other._pairs));

    public override bool Equals(object? obj) => Equals(obj as Parameters);

    public override int GetHashCode() => _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Canonical text: <c>dtype=bf16,k=2048,m=2048,n=2048</c>.</summary>
    public override string ToString() => string.Join(',', _values.Select(pair => $"{pair.Key}={pair.Value}"));
}

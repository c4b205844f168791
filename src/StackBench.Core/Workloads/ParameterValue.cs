using System.Globalization;

namespace StackBench.Core.Workloads;

/// <summary>One parameter of a workload: a whole number, a text or a truth value.</summary>
public readonly record struct ParameterValue
{
    private readonly long _number;
    private readonly string? _text;

    private ParameterValue(ParameterKind kind, long number, string? text) => (Kind, _number, _text) = (kind, number, text);

    public ParameterKind Kind { get; }

    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public long Number => Kind == ParameterKind.Number ? _number : throw new InvalidOperationException($"'{this}' is not a number");

    /// <exception cref="InvalidOperationException">The value is not a truth value.</exception>
    public bool Flag => Kind == ParameterKind.Flag ? _number != 0 : throw new InvalidOperationException($"'{this}' is not true or false");

    /// <exception cref="InvalidOperationException">The value is not a text.</exception>
    public string Text => Kind == ParameterKind.Text ? _text ?? "" : throw new InvalidOperationException($"'{this}' is not a text");

    public static implicit operator ParameterValue(long value) => new(ParameterKind.Number, value, null);

    public static implicit operator ParameterValue(int value) => new(ParameterKind.Number, value, null);

    public static implicit operator ParameterValue(bool value) => new(ParameterKind.Flag, value ? 1 : 0, null);

    public static implicit operator ParameterValue(string value) => new(ParameterKind.Text, 0, value);

    public override string ToString() => Kind switch
    {
        ParameterKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        ParameterKind.Flag => _number != 0 ? "true" : "false",
        _ => _text ?? "",
    };
}

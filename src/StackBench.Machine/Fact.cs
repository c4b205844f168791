namespace StackBench.Machine;

/// <summary>A fact of the machine: a value, or the reason why it is unknown. Never a zero for what was not found out.</summary>
public readonly record struct Fact<T>
{
    private readonly T? _value;
    private readonly string? _unknownReason;

    private Fact(T? value, string? unknownReason) => (_value, _unknownReason) = (value, unknownReason);

    public bool IsKnown => _unknownReason is null && _value is not null;

    /// <exception cref="InvalidOperationException">The fact is unknown.</exception>
    public T Value => IsKnown ? _value! : throw new InvalidOperationException($"unknown: {UnknownReason}");

    /// <summary>Why there is no value; empty when there is one.</summary>
    public string UnknownReason => IsKnown ? "" : _unknownReason ?? "not read";

    public static implicit operator Fact<T>(T value) => new(value, null);

    public static Fact<T> Unknown(string reason) => new(default, reason);

    public T Or(T fallback) => IsKnown ? _value! : fallback;

    public override string ToString() => IsKnown ? _value!.ToString() ?? "" : $"unknown ({UnknownReason})";
}

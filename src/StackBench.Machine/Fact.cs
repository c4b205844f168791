using System.Globalization;

namespace StackBench.Machine;

/// <summary>
/// A fact of the machine: a value, or the reason why it is unknown. Never a zero for what was not found out; the default is unknown.
/// </summary>
public readonly record struct Fact<T>
{
    private readonly T? _value;
    private readonly string? _unknownReason;

    private Fact(T? value, bool isKnown, string? unknownReason) => (_value, IsKnown, _unknownReason) = (value, isKnown, unknownReason);

    public bool IsKnown { get; }

    /// <exception cref="InvalidOperationException">The fact is unknown.</exception>
    public T Value => IsKnown ? _value! : throw new InvalidOperationException($"unknown: {UnknownReason}");

    /// <summary>Why there is no value; empty when there is one.</summary>
    public string UnknownReason => IsKnown ? "" : _unknownReason ?? "not read";

    public static implicit operator Fact<T>(T value) => new(value, value is not null, null);

    public static Fact<T> Unknown(string reason) => new(default, false, reason);

    public T Or(T fallback) => IsKnown ? _value! : fallback;

    /// <summary>What follows from the value; the reason is kept where there is none.</summary>
    public Fact<TResult> Then<TResult>(Func<T, Fact<TResult>> next) => IsKnown ? next(_value!) : Fact<TResult>.Unknown(UnknownReason);

    /// <summary>This fact if known, else the next source; the first reason is kept where both are unknown.</summary>
    public Fact<T> Else(Func<Fact<T>> next)
    {
        if (IsKnown) return this;
        var other = next();
        return other.IsKnown ? other : this;
    }

    public override string ToString() =>
        IsKnown ? Convert.ToString(_value, CultureInfo.InvariantCulture) ?? "" : $"unknown ({UnknownReason})";
}

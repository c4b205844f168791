namespace StackBench.Core.Units;

/// <summary>How a unit scales when it is written for a person.</summary>
public enum UnitPrefixes
{
    /// <summary>Never scaled: counts, ratios, temperatures.</summary>
    None,

    /// <summary>Powers of 1000: rates, times, clocks.</summary>
    Decimal,

    /// <summary>Powers of 1024: memory sizes.</summary>
    Binary,
}

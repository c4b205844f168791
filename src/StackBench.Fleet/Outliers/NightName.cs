namespace StackBench.Fleet.Outliers;

/// <summary>Names of nights: a night whose name ends in <c>.again</c> confirms the one without it.</summary>
public static class NightName
{
    private const string Suffix = ".again";

    /// <summary>Name of the campaign that confirms a night.</summary>
    public static string Again(string night) => night + Suffix;

    /// <summary>The night that a name confirms; null where it is a night of its own.</summary>
    public static string? Confirmed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : null;
    }
}

using System.Text.Json;

namespace StackBench.Core.Text;

/// <summary>Enum members as documents, tables and the command line name them.</summary>
public static class EnumText
{
    /// <summary><c>warm-up</c>.</summary>
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

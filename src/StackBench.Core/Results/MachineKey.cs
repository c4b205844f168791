using System.Security.Cryptography;
using System.Text;

namespace StackBench.Core.Results;

/// <summary>Which machine a fingerprint is of: twelve hexadecimal digits over its identity facts. Equal keys can be compared.</summary>
public static class MachineKey
{
    private const int Digits = 12;

    public static string Of(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var identity = string.Join('\n', fingerprint.Facts.Where(fact => fact.Role == FactRole.Identity && fact.Value is not null)
            .Select(fact => $"{fact.Name}={fact.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..Digits];
    }
}

using System.Diagnostics.CodeAnalysis;

namespace CamAgent.WebRtc.Sdp;

/// <summary>A certificate's fingerprint (RFC 8122 §5): the hash function in lower case, the hash in upper-case hex with colons.</summary>
public sealed record SdpFingerprint(string HashFunction, string Value)
{
    /// <summary>Reads an attribute's value. False for what is malformed, and for the broken functions below SHA-256.</summary>
    public static bool TryParse(ReadOnlySpan<char> value, [NotNullWhen(true)] out SdpFingerprint? fingerprint)
    {
        fingerprint = null;
        var space = value.IndexOf(' ');
        if (space < 0)
            return false;
        var function = value[..space].ToString().ToLowerInvariant();
        var bytes = function switch
        {
            "sha-256" => 32,
            "sha-384" => 48,
            "sha-512" => 64,
            _ => 0,
        };
        var hash = value[(space + 1)..].Trim();
        if (bytes == 0 || hash.Length != (bytes * 3) - 1)
            return false;
        for (var i = 0; i < hash.Length; i++)
        {
            if (i % 3 == 2 ? hash[i] != ':' : !char.IsAsciiHexDigit(hash[i]))
                return false;
        }

        fingerprint = new SdpFingerprint(function, hash.ToString().ToUpperInvariant());
        return true;
    }

    public override string ToString() => $"{HashFunction} {Value}";
}

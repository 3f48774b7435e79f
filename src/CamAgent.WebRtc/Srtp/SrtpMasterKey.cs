using System.Security.Cryptography;

namespace CamAgent.WebRtc.Srtp;

/// <summary>The master key and salt of one direction, from which RFC 3711 §4.3 derives the session keys.</summary>
public sealed class SrtpMasterKey
{
    private readonly byte[] _key;
    private readonly byte[] _salt;

    /// <param name="key">16 bytes.</param>
    /// <param name="salt">As long as the profile's salt: 12 or 14 bytes.</param>
    /// <exception cref="ArgumentException">A length is not the profile's.</exception>
    public SrtpMasterKey(SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        if (key.Length != SrtpProfileSizes.Key)
            throw new ArgumentException("The master key has 16 bytes.", nameof(key));
        if (salt.Length != profile.SaltLength)
            throw new ArgumentException("The master salt has another length in this profile.", nameof(salt));
        Profile = profile;
        _key = key.ToArray();
        _salt = salt.ToArray();
    }

    public SrtpProfile Profile { get; }

    internal ReadOnlySpan<byte> Key => _key;

    internal ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Overwrites the key; it is of no use afterwards.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_salt);
    }
}

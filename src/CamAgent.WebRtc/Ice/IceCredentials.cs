using System.Diagnostics.CodeAnalysis;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>ice-ufrag and ice-pwd of one side and one generation (RFC 8445 §5.3).</summary>
public sealed record IceCredentials
{
    private const int UfragLength = 8;
    private const int PasswordLength = 24;
    private const int MaximumLength = 256;

    private IceCredentials(string ufrag, string password)
    {
        Ufrag = ufrag;
        Password = password;
    }

    /// <summary>48 random bits of our own: it names the session among all that share one UDP port.</summary>
    public string Ufrag { get; }

    /// <summary>144 random bits of our own.</summary>
    public string Password { get; }

    public static IceCredentials Create(RandomSource random) => new(Token(random, UfragLength), Token(random, PasswordLength));

    /// <summary>Takes what was signaled: RFC 8839 §5.4 allows 4 to 256 characters for the ufrag and 22 to 256 for the password.</summary>
    public static bool TryCreate(ReadOnlySpan<char> ufrag, ReadOnlySpan<char> password, [NotNullWhen(true)] out IceCredentials? credentials)
    {
        credentials = IceCharacters.IsToken(ufrag, 4, MaximumLength) && IceCharacters.IsToken(password, 22, MaximumLength)
            ? new(ufrag.ToString(), password.ToString())
            : null;
        return credentials is not null;
    }

    /// <summary>
    /// Reads the receiver's ufrag, the first half of USERNAME, from a Binding request that nothing is known about yet: whose session it is.
    /// Nothing is authenticated by it. The result is a view into the datagram.
    /// </summary>
    public static bool TryReadLocalUfrag(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> ufrag)
    {
        ufrag = default;
        return StunMessage.TryParse(datagram, out var message)
            && message is { Class: StunClass.Request, Method: StunMethod.Binding }
            && TryReadUsername(message, out ufrag, out _);
    }

    /// <summary>The password stays out of logs.</summary>
    public override string ToString() => Ufrag;

    /// <summary>RFC 8445 §7.2.2: the receiver's ufrag, a colon, the sender's ufrag.</summary>
    internal static bool TryReadUsername(scoped in StunMessage message, out ReadOnlySpan<byte> receiver, out ReadOnlySpan<byte> sender)
    {
        receiver = sender = default;
        if (!message.TryGet(StunAttributeType.Username, out var username))
            return false;
        var colon = username.IndexOf((byte)':');
        if (colon is < 4 or > MaximumLength || username.Length - colon - 1 is < 4 or > MaximumLength)
            return false;
        receiver = username[..colon];
        sender = username[(colon + 1)..];
        return true;
    }

    private static string Token(RandomSource random, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        random.Fill(bytes);
        Span<char> text = stackalloc char[length];
        for (var i = 0; i < length; i++)
            text[i] = IceCharacters.Alphabet[bytes[i] & 63];
        return new(text);
    }
}

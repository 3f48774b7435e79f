using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using CamAgent.Access;
using CamAgent.Signaling.Messages;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Authentication;

/// <summary>Tells whether a viewer is who it says, by MAC (MQTT) or by token (HTTP), and what it may do. Any thread.</summary>
internal sealed class ViewerAuthentication
{
    /// <summary>32 bytes in unpadded base64url.</summary>
    private const int TokenLength = 43;

    private readonly IViewerDirectory _directory;
    private readonly TimeProvider _time;

    // Stands in for an unknown viewer, so that the answer takes the same work and names cannot be found out by its time.
    private readonly ViewerEntry _nobody;

    public ViewerAuthentication(IViewerDirectory directory, TimeProvider time, RandomSource random)
    {
        _directory = directory;
        _time = time;
        var secret = new byte[ViewerEntry.SecretLength];
        random.Fill(secret);
        _nobody = new ViewerEntry("", secret, ViewerRights.None, null);
    }

    /// <summary>The viewer that made this hello; null when its name or MAC is wrong.</summary>
    public ViewerEntry? VerifyHello(string deviceId, string session, SignalMessage.Hello hello)
    {
        var entry = Find(hello.Viewer);
        var expected = SignalMac.Hello(entry.Secret.Span, deviceId, session, hello.Viewer ?? "", hello.Nonce);
        return SignalMac.Matches(expected, hello.Mac) && entry != _nobody ? entry : null;
    }

    /// <summary>The viewer that was greeted with this nonce, if the offer is its own and it is still known; else null.</summary>
    public ViewerEntry? VerifyOffer(string deviceId, string session, string viewer, string cameraNonce, SignalMessage.Offer offer)
    {
        var entry = Find(viewer);
        var expected = SignalMac.Offer(entry.Secret.Span, deviceId, session, cameraNonce, offer.Sdp);
        return SignalMac.Matches(expected, offer.Mac) && entry != _nobody ? entry : null;
    }

    /// <summary>The viewer whose secret this is, in base64url (contract §5); null when there is none.</summary>
    public ViewerEntry? FindByToken(ReadOnlySpan<char> token)
    {
        Span<byte> secret = stackalloc byte[ViewerEntry.SecretLength];
        if (token.Length != TokenLength || token.ContainsAnyExcept(SessionName.Base64UrlAlphabet)
            || Base64Url.DecodeFromChars(token, secret, out _, out var length) != OperationStatus.Done || length != secret.Length)
            return null;

        // All of them are compared, whichever matches: the time tells nothing.
        ViewerEntry? found = null;
        foreach (var entry in _directory.Current)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Secret.Span, secret))
                found = entry;
        }

        return found;
    }

    /// <summary>Why this viewer may not do this, in words for it; null when it may.</summary>
    public string? Refusal(ViewerEntry viewer, ViewerRights right)
    {
        if (viewer.Expires is { } expires && _time.GetUtcNow() >= expires)
            return "This viewer's access has expired. Ask for a new pairing link.";
        return (viewer.Rights & right) == right ? null : "This viewer does not have the right to do this.";
    }

    private ViewerEntry Find(string? name)
    {
        var found = _nobody;
        foreach (var entry in _directory.Current)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal) && entry.Secret.Length == ViewerEntry.SecretLength)
                found = entry;
        }

        return found;
    }
}

namespace CamAgent.WebRtc.Sdp;

/// <summary>A media section (RFC 8866 §5.14): an <c>m=</c> line and what belongs to it.</summary>
public sealed class MediaDescription : SdpSection
{
    public MediaDescription(string kind, int port, string protocol, IReadOnlyList<string> formats)
    {
        Kind = kind;
        Port = port;
        Protocol = protocol;
        Formats = formats;
    }

    /// <summary><c>video</c>, <c>audio</c>, <c>application</c> or another.</summary>
    public string Kind { get; }

    /// <summary>0 to 65535. Zero rejects the line, unless it is bundle-only (RFC 9143 §6).</summary>
    public int Port { get; }

    public string Protocol { get; }

    /// <summary>Payload types as text, or what the protocol has in their place; at least one.</summary>
    public IReadOnlyList<string> Formats { get; }

    public string? Mid => Find("mid");

    /// <summary>RFC 9143 §6: a port of zero that is no rejection.</summary>
    public bool IsBundleOnly => Has("bundle-only");

    /// <summary>Neither rejected nor switched off.</summary>
    public bool IsOffered => Port != 0 || IsBundleOnly;
}

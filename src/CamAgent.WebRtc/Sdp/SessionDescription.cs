using System.Text;

namespace CamAgent.WebRtc.Sdp;

/// <summary>A session description (RFC 8866): what it says, before anyone decides what it means.</summary>
public sealed partial class SessionDescription : SdpSection
{
    /// <summary>The value of <c>o=</c>: user, session id, version, network type, address type, address.</summary>
    public string Origin { get; set; } = "- 0 0 IN IP4 127.0.0.1";

    /// <summary>The value of <c>s=</c>.</summary>
    public string Name { get; set; } = "-";

    public List<MediaDescription> Media { get; } = [];

    /// <summary>The description as text, lines ended by CR LF.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(2048);
        Line(text, "v=0");
        Line(text, "o=" + Origin);
        Line(text, "s=" + Name);
        if (Connection is not null)
            Line(text, "c=" + Connection);
        Line(text, "t=0 0");
        Write(text, Attributes);
        foreach (var media in Media)
        {
            Line(text, $"m={media.Kind} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}");
            if (media.Connection is not null)
                Line(text, "c=" + media.Connection);
            Write(text, media.Attributes);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, List<SdpAttributeLine> attributes)
    {
        foreach (var attribute in attributes)
            Line(text, attribute.ToString());
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}

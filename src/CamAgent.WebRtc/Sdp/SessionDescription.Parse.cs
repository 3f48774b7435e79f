using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The parser: total, bounded by <see cref="SdpLimits"/>, and strict about the shape of lines, not about the meaning of attributes.</summary>
public sealed partial class SessionDescription
{
    /// <summary>Reads UTF-8.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SessionDescription? description, [NotNullWhen(false)] out SdpError? error)
    {
        description = null;
        return SdpText.TryDecode(utf8, out var text, out error) && TryParse(text, out description, out error);
    }

    /// <summary>Reads text.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out SessionDescription? description, [NotNullWhen(false)] out SdpError? error)
    {
        description = null;
        error = SdpText.Check(text);
        if (error is not null)
            return false;
        var session = new SessionDescription { Origin = "", Name = "" };
        var reader = new SdpLineReader(text);
        // RFC 8866 §5: the version comes first.
        if (!reader.TryRead() || reader.Type != 'v' || reader.Value.Trim() is not "0")
        {
            error = reader.Error ?? new SdpError(reader.Line, "a description begins with \"v=0\"");
            return false;
        }

        SdpSection section = session;
        var candidates = 0;
        while (reader.TryRead() && session.TryTake(ref reader, ref section, ref candidates))
        {
        }

        error = reader.Error;
        if (error is null && session.Origin.Length == 0)
            error = new SdpError(0, "the description has no origin (o=)");
        if (error is not null)
            return false;
        description = session;
        return true;
    }

    private bool TryTake(ref SdpLineReader reader, ref SdpSection section, ref int candidates)
    {
        switch (reader.Type)
        {
            case 'o' when section == this:
                return TryTakeOrigin(ref reader);
            case 's' when section == this:
                Name = reader.Value.ToString();
                return true;
            case 'c':
                section.Connection = reader.Value.ToString();
                return true;
            case 'a':
                return TryTakeAttribute(ref reader, section, ref candidates);
            case 'm':
                return TryTakeMedia(ref reader, ref section);
            case 'i' or 'u' or 'e' or 'p' or 'b' or 't' or 'r' or 'z' or 'k':
                return true;
            default:
                return reader.Fail($"\"{reader.Type}=\" is not known here");
        }
    }

    private bool TryTakeOrigin(ref SdpLineReader reader)
    {
        Span<Range> parts = stackalloc Range[8];
        if (reader.Value.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) != 6)
            return reader.Fail("an origin has six fields");
        Origin = reader.Value.ToString();
        return true;
    }

    internal static bool TryTakeAttribute(ref SdpLineReader reader, SdpSection section, ref int candidates)
    {
        var colon = reader.Value.IndexOf(':');
        var name = colon < 0 ? reader.Value : reader.Value[..colon];
        if (name.IsEmpty)
            return reader.Fail("the attribute has no name");
        if (section.Attributes.Count == SdpLimits.Attributes)
            return reader.Fail($"the section has more than {SdpLimits.Attributes} attributes");
        if (name is "candidate" && ++candidates > SdpLimits.Candidates)
            return reader.Fail($"the description has more than {SdpLimits.Candidates} candidates");
        section.Add(name.ToString(), colon < 0 ? "" : reader.Value[(colon + 1)..].ToString());
        return true;
    }

    private bool TryTakeMedia(ref SdpLineReader reader, ref SdpSection section)
    {
        if (Media.Count == SdpLimits.MediaLines)
            return reader.Fail($"the description has more than {SdpLimits.MediaLines} media lines");
        if (!TryReadMediaLine(ref reader, out var media))
            return false;
        Media.Add(media);
        section = media;
        return true;
    }

    internal static bool TryReadMediaLine(ref SdpLineReader reader, [NotNullWhen(true)] out MediaDescription? media)
    {
        media = null;
        Span<Range> parts = stackalloc Range[SdpLimits.Formats + 4];
        var value = reader.Value;
        var count = value.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count < 4)
            return reader.Fail("a media line has a kind, a port, a protocol and a format");
        if (count == parts.Length)
            return reader.Fail($"the media line has more than {SdpLimits.Formats} formats");
        // RFC 8866 §5.14: "port/number of ports"; the number has no meaning here.
        var port = value[parts[1]];
        if (port.IndexOf('/') is > 0 and var slash)
            port = port[..slash];
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return reader.Fail("the media line's port is no number from 0 to 65535");
        var formats = new string[count - 3];
        for (var i = 0; i < formats.Length; i++)
            formats[i] = value[parts[i + 3]].ToString();
        media = new MediaDescription(value[parts[0]].ToString(), number, value[parts[2]].ToString(), formats);
        return true;
    }
}

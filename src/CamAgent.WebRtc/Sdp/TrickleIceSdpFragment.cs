using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The candidates of one media line in a fragment.</summary>
/// <param name="Mid">Null where the fragment names no line: the candidates are for the one transport there is.</param>
/// <param name="Candidates">Each from <c>candidate:</c> on.</param>
/// <param name="EndOfCandidates">No more will follow.</param>
public sealed record TrickleIceMedia(string? Mid, IReadOnlyList<string> Candidates, bool EndOfCandidates);

/// <summary>
/// An <c>application/trickle-ice-sdpfrag</c> body (RFC 8840 §9): candidates that follow a description, or the credentials of an ICE restart.
/// </summary>
public sealed class TrickleIceSdpFragment
{
    /// <summary>The media type of such a body.</summary>
    public const string MediaType = "application/trickle-ice-sdpfrag";

    /// <summary>The generation of candidates this belongs to; null where it does not say.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>Given with a new username fragment.</summary>
    public string? Password { get; init; }

    public required IReadOnlyList<TrickleIceMedia> Media { get; init; }

    /// <summary>Reads UTF-8.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TrickleIceSdpFragment? fragment, [NotNullWhen(false)] out SdpError? error)
    {
        fragment = null;
        return SdpText.TryDecode(utf8, out var text, out error) && TryParse(text, out fragment, out error);
    }

    /// <summary>Reads text, within the same bounds as a description.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out TrickleIceSdpFragment? fragment, [NotNullWhen(false)] out SdpError? error)
    {
        fragment = null;
        error = SdpText.Check(text);
        if (error is not null)
            return false;
        var session = new SessionDescription();
        SdpSection section = session;
        var candidates = 0;
        var reader = new SdpLineReader(text);
        while (reader.TryRead())
        {
            if (reader.Type == 'a')
            {
                _ = SessionDescription.TryTakeAttribute(ref reader, section, ref candidates);
            }
            else if (reader.Type != 'm')
            {
                // §9.1 has only m= and a= lines; what else a client sends along means nothing here.
                continue;
            }
            else if (session.Media.Count == SdpLimits.MediaLines)
            {
                _ = reader.Fail($"the fragment has more than {SdpLimits.MediaLines} media lines");
            }
            else if (SessionDescription.TryReadMediaLine(ref reader, out var media))
            {
                session.Media.Add(media);
                section = media;
            }
        }

        error = reader.Error;
        if (error is not null)
            return false;
        return TryRead(session, out fragment, out error);
    }

    /// <summary>The fragment as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, "ice-ufrag", UsernameFragment);
        Line(text, "ice-pwd", Password);
        foreach (var media in Media)
        {
            if (media.Mid is not null)
            {
                // §9.1: the line is only there to carry its mid.
                text.Append("m=video 9 UDP/TLS/RTP/SAVPF 0\r\n");
                Line(text, "mid", media.Mid);
            }

            foreach (var candidate in media.Candidates)
                text.Append("a=").Append(candidate).Append("\r\n");
            if (media.EndOfCandidates)
                text.Append("a=end-of-candidates\r\n");
        }

        return text.ToString();
    }

    private static bool TryRead(SessionDescription session, [NotNullWhen(true)] out TrickleIceSdpFragment? fragment, [NotNullWhen(false)] out SdpError? error)
    {
        fragment = null;
        error = null;
        // §9: credentials stand before the lines; clients also put them within.
        var source = session.Has("ice-ufrag") ? session : (SdpSection?)session.Media.Find(media => media.Has("ice-ufrag")) ?? session;
        var (name, password) = (source.Find("ice-ufrag"), source.Find("ice-pwd"));
        if (name is not null && !IceDescription.IsValid(name, password ?? new string('x', 22)))
        {
            error = new SdpError(0, "the fragment's ice-ufrag or ice-pwd is malformed");
            return false;
        }

        var parts = new List<TrickleIceMedia>();
        if (session.Has("candidate") || session.Has("end-of-candidates"))
            parts.Add(Read(session, null));
        foreach (var media in session.Media)
            parts.Add(Read(media, media.Mid));
        fragment = new TrickleIceSdpFragment { UsernameFragment = name, Password = password, Media = parts };
        return true;
    }

    private static TrickleIceMedia Read(SdpSection section, string? mid) =>
        new(mid, [.. section.All("candidate").Select(value => "candidate:" + value)], section.Has("end-of-candidates"));

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            text.Append("a=").Append(name).Append(':').Append(value).Append("\r\n");
    }
}

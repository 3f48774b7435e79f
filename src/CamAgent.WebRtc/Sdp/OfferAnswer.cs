using System.Globalization;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Sdp;

/// <summary>
/// Offer and answer (RFC 3264, RFC 8829) for what this stack does: one video line one way, on one transport, and data channels beside it.
/// Every other line is rejected one by one, so that the rest of the session can live.
/// </summary>
public static partial class OfferAnswer
{
    private const string RtpProtocol = "UDP/TLS/RTP/SAVPF";

    // RFC 8829 §5.2.1: the port and address of a description that trickles its candidates.
    private const int TricklePort = 9;
    private const string TrickleAddress = "IN IP4 0.0.0.0";

    private static SessionDescription Begin(LocalMediaParameters local)
    {
        var description = new SessionDescription
        {
            Origin = string.Create(CultureInfo.InvariantCulture, $"- {local.SessionId} {local.SessionVersion} IN IP4 127.0.0.1"),
        };
        description.Add("ice-options", "trickle");
        return description;
    }

    private static void AddTransport(MediaDescription media, LocalMediaParameters local, DtlsSetup setup)
    {
        media.Connection = TrickleAddress;
        media.Add("ice-ufrag", local.IceUsernameFragment);
        media.Add("ice-pwd", local.IcePassword);
        media.Add("fingerprint", local.Fingerprint.ToString());
        media.Add("setup", setup switch
        {
            DtlsSetup.Active => "active",
            DtlsSetup.Passive => "passive",
            _ => "actpass",
        });
    }

    private static void AddFormat(MediaDescription media, string format, H264ProfileLevelId id, RtcpFeedback feedback)
    {
        media.Add("rtpmap", $"{format} H264/90000");
        media.Add("fmtp", $"{format} {H264Format.Parameters(id)}");
        foreach (var (flag, name) in RtcpFeedbacks.Names)
        {
            if (feedback.HasFlag(flag))
                media.Add("rtcp-fb", $"{format} {name}");
        }
    }

    private static void AddStream(MediaDescription media, LocalMediaParameters local)
    {
        media.Add("msid", $"{local.StreamId} {local.TrackId}");
        media.Add("ssrc", $"{local.Ssrc} cname:{local.CanonicalName}");
        media.Add("ssrc", $"{local.Ssrc} msid:{local.StreamId} {local.TrackId}");
    }

    private static void AddCandidates(MediaDescription media, LocalMediaParameters local)
    {
        foreach (var candidate in local.Candidates)
            media.Add("candidate", candidate["candidate:".Length..]);
        if (local.EndOfCandidates)
            media.Add("end-of-candidates");
    }

    private static HeaderExtensions Ids(List<ExtensionMap> maps)
    {
        var ids = default(HeaderExtensions);
        foreach (var map in maps)
            ids = ids.With(map.Uri, map.Id);
        return ids;
    }

    private static NegotiationError Error(NegotiationErrorCode code, string message) => new(code, message);
}

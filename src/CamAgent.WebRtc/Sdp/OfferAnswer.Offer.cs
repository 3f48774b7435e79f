using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Sdp;

/// <summary>Offering, and taking the answer: for the light viewer, and for publishing.</summary>
public static partial class OfferAnswer
{
    private const byte OfferedPayloadType = 102;
    private const string VideoMid = "0";
    private const string DataMid = "1";

    /// <summary>Offers to send or to receive one video.</summary>
    /// <param name="direction"><see cref="SdpDirection.SendOnly"/> or <see cref="SdpDirection.ReceiveOnly"/>.</param>
    public static SessionDescription CreateOffer(LocalMediaParameters local, SdpDirection direction)
    {
        var offer = Begin(local);
        offer.Attributes.Insert(0, new SdpAttributeLine("group", local.DataChannels ? $"BUNDLE {VideoMid} {DataMid}" : $"BUNDLE {VideoMid}"));
        var format = OfferedPayloadType.ToString(CultureInfo.InvariantCulture);
        var video = new MediaDescription("video", TricklePort, RtpProtocol, [format]);
        AddTransport(video, local, DtlsSetup.ActivePassive);
        video.Add("mid", VideoMid);
        for (var i = 0; i < local.HeaderExtensions.Count; i++)
            video.Add("extmap", string.Create(CultureInfo.InvariantCulture, $"{i + 1} {local.HeaderExtensions[i]}"));
        video.Add(SdpDirections.Name(direction));
        video.Add("rtcp-mux");
        video.Add("rtcp-rsize");
        AddFormat(video, format, local.ProfileLevelId, local.Feedback);
        if (SdpDirections.Sends(direction))
            AddStream(video, local);
        AddCandidates(video, local);
        offer.Media.Add(video);
        if (local.DataChannels)
        {
            var data = new MediaDescription("application", TricklePort, SctpProtocol, ["webrtc-datachannel"]);
            AddTransport(data, local, DtlsSetup.ActivePassive);
            data.Add("mid", DataMid);
            AddSctp(data);
            offer.Media.Add(data);
        }

        return offer;
    }

    /// <summary>Takes the answer to an offer of <see cref="CreateOffer"/>.</summary>
    public static bool TryAcceptAnswer(
        SessionDescription offer,
        SessionDescription answer,
        [NotNullWhen(true)] out NegotiatedMedia? media,
        [NotNullWhen(false)] out NegotiationError? error)
    {
        media = null;
        error = CheckAnswer(offer, answer, out var format);
        if (error is not null)
            return false;
        var offered = offer.Media[0];
        var line = answer.Media[0];
        var transport = new TransportReader(answer, line);
        var setup = transport.ReadSetup(absent: DtlsSetup.Passive);
        error = TryReadTransport(transport, setup == DtlsSetup.ActivePassive ? null : setup, out var ice, out var fingerprints);
        if (error is not null)
            return false;
        var sends = SdpDirections.Sends(SdpDirections.Of(offered, offer));
        var wanted = offered.All("extmap").Select(value => value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToList();
        media = new NegotiatedMedia
        {
            PayloadType = format!.PayloadType,
            ProfileLevelId = format.ProfileLevelId,
            RemoteProfileLevelId = format.ProfileLevelId,
            Direction = sends ? SdpDirection.SendOnly : SdpDirection.ReceiveOnly,
            LineIndex = 0,
            Mid = offered.Mid,
            HeaderExtensions = Ids(ExtensionMap.Of(line, wanted, remoteReceives: sends)),
            Feedback = RtcpFeedbacks.Of(line, format.Format) & RtcpFeedbacks.Of(offered, format.Format),
            ReducedSizeRtcp = transport.Has("rtcp-rsize") && offered.Has("rtcp-rsize"),
            RemoteIce = ice!,
            RemoteFingerprints = fingerprints,
            Setup = setup == DtlsSetup.Active ? DtlsSetup.Passive : DtlsSetup.Active,
            RemoteSsrcs = ReadSources(line),
            DataChannels = offer.Media.Count > 1 ? FindDataChannels(answer, transport) : null,
        };
        return true;
    }

    private static NegotiationError? CheckAnswer(SessionDescription offer, SessionDescription answer, out H264Format? format)
    {
        format = null;
        // RFC 3264 §6: an answer has the offer's lines in the offer's order.
        if (answer.Media.Count != offer.Media.Count || answer.Media[0].Kind != "video")
            return Error(NegotiationErrorCode.AnswerMismatch, "The answer does not have the offer's media lines.");
        var line = answer.Media[0];
        if (line.Port == 0)
            return Error(NegotiationErrorCode.NoVideo, "The answer rejects the video.");
        if (!line.Has("rtcp-mux"))
            return Error(NegotiationErrorCode.NoRtcpMux, "The answer has no rtcp-mux; RTCP on its own port is not supported.");
        var direction = SdpDirections.Of(line, answer);
        if (SdpDirections.Sends(SdpDirections.Of(offer.Media[0], offer)) ? !SdpDirections.Receives(direction) : !SdpDirections.Sends(direction))
            return Error(NegotiationErrorCode.WrongDirection, $"The answer's video line is {SdpDirections.Name(direction)}.");
        format = H264Format.AllOf(line).Find(f => offer.Media[0].Formats.Contains(f.Format, StringComparer.Ordinal));
        return format is null ? Error(NegotiationErrorCode.NoH264, "The answer does not take the H.264 that was offered.") : null;
    }

    private static List<Ssrc> ReadSources(MediaDescription line)
    {
        var sources = new List<Ssrc>();
        foreach (var value in line.All("ssrc"))
        {
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (uint.TryParse(space < 0 ? value : value[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && !sources.Contains(new Ssrc(number)))
            {
                sources.Add(new Ssrc(number));
            }
        }

        return sources;
    }
}

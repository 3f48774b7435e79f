using System.Diagnostics.CodeAnalysis;

namespace CamAgent.WebRtc.Sdp;

/// <summary>Answering a viewer's offer.</summary>
public static partial class OfferAnswer
{
    /// <summary>
    /// Answers an offer that wants to receive video: the first video line that can be served is, <c>sendonly</c>. One without video may have
    /// data channels alone.
    /// </summary>
    /// <param name="error">Without an answer: what the best video line lacks.</param>
    public static bool TryAnswer(
        SessionDescription offer,
        LocalMediaParameters local,
        [NotNullWhen(true)] out SessionDescription? answer,
        [NotNullWhen(true)] out NegotiatedMedia? media,
        [NotNullWhen(false)] out NegotiationError? error)
    {
        answer = null;
        media = null;
        error = null;
        for (var i = 0; i < offer.Media.Count && media is null; i++)
        {
            if (offer.Media[i] is { Kind: "video", IsOffered: true })
            {
                media = TryAccept(offer, i, local, out var reason);
                error ??= reason;
            }
        }

        if (media is null && error is null)
            media = TryAcceptData(offer, local, out error);
        if (media is null)
        {
            error ??= Error(NegotiationErrorCode.NoVideo, "The offer has no video line that is switched on.");
            return false;
        }

        error = null;
        answer = Write(offer, local, media);
        return true;
    }

    private static NegotiatedMedia? TryAccept(SessionDescription offer, int index, LocalMediaParameters local, out NegotiationError? error)
    {
        var line = offer.Media[index];
        var transport = new TransportReader(offer, line);
        error = CheckLine(offer, line, transport);
        if (error is not null)
            return null;
        var formats = H264Format.AllOf(line);
        if (H264Format.Choose(formats, local.ProfileLevelId) is not { } format)
        {
            var profiles = string.Join(", ", formats.ConvertAll(f => f.ProfileLevelId.ToString()));
            error = Error(NegotiationErrorCode.NoH264, formats.Count == 0
                ? "The offer has no H.264 with packetization-mode=1."
                : $"The offer's H.264 profiles ({profiles}) do not take a stream of {local.ProfileLevelId}.");
            return null;
        }

        var setup = transport.ReadSetup(absent: DtlsSetup.Active);
        if (TryReadTransport(transport, setup, out var ice, out var fingerprints) is { } fault)
        {
            error = fault;
            return null;
        }

        return new NegotiatedMedia
        {
            PayloadType = format.PayloadType,
            ProfileLevelId = format.AnswerFor(local.ProfileLevelId),
            RemoteProfileLevelId = format.ProfileLevelId,
            Direction = SdpDirection.SendOnly,
            LineIndex = index,
            Mid = line.Mid,
            HeaderExtensions = Ids(ExtensionMap.Of(line, local.HeaderExtensions, remoteReceives: true)),
            Feedback = RtcpFeedbacks.Of(line, format.Format) & local.Feedback,
            ReducedSizeRtcp = transport.Has("rtcp-rsize"),
            RemoteIce = ice!,
            RemoteFingerprints = fingerprints,
            // RFC 5763 §5: active saves a round trip, and receiving the fragmented ClientHello of a large browser.
            Setup = setup == DtlsSetup.Active ? DtlsSetup.Passive : DtlsSetup.Active,
            RemoteSsrcs = ReadSources(line),
            DataChannels = local.DataChannels ? FindDataChannels(offer, transport) : null,
        };
    }

    private static NegotiationError? CheckLine(SessionDescription offer, MediaDescription line, TransportReader transport)
    {
        if (!SdpDirections.Receives(SdpDirections.Of(line, offer)))
            return Error(NegotiationErrorCode.WrongDirection, "The offer's video line does not receive: it must be recvonly or sendrecv.");
        if (line.Protocol is not (RtpProtocol or "UDP/TLS/RTP/SAVP"))
            return Error(NegotiationErrorCode.UnsupportedProtocol, $"The video line's protocol {line.Protocol} is not {RtpProtocol}.");
        if (line.Port == 0 && transport.Bundle is null)
            return Error(NegotiationErrorCode.NoBundle, "The video line is bundle-only but in no BUNDLE group.");
        if (!transport.Has("rtcp-mux") && !transport.Has("rtcp-mux-only"))
            return Error(NegotiationErrorCode.NoRtcpMux, "The offer has no rtcp-mux; RTCP on its own port is not supported.");
        return null;
    }

    private static NegotiationError? TryReadTransport(
        TransportReader transport, DtlsSetup? setup, out IceDescription? ice, out List<SdpFingerprint> fingerprints)
    {
        fingerprints = transport.ReadFingerprints();
        if (!transport.TryReadIce(out ice))
            return Error(NegotiationErrorCode.NoIceCredentials, "The description has no valid ice-ufrag and ice-pwd for its video line.");
        if (fingerprints.Count == 0)
            return Error(NegotiationErrorCode.NoFingerprint, "The description has no certificate fingerprint with SHA-256 or better for its video line.");
        return setup is null ? Error(NegotiationErrorCode.UnsupportedSetup, "The description's DTLS setup role is not supported.") : null;
    }

    private static SessionDescription Write(SessionDescription offer, LocalMediaParameters local, NegotiatedMedia media)
    {
        var answer = Begin(local);
        var mids = new List<string>();
        var hasCandidates = false;
        for (var i = 0; i < offer.Media.Count; i++)
        {
            var line = offer.Media[i];
            var accepted = i == media.LineIndex || i == media.DataChannels?.LineIndex;
            answer.Media.Add(!accepted ? Reject(line) : i == media.DataChannels?.LineIndex ? AcceptDataChannels(line, local, media) : AcceptVideo(line, local, media));
            // RFC 9143 §7.3.1: the first line of the group speaks for the transport.
            if (accepted && !hasCandidates)
                AddCandidates(answer.Media[^1], local);
            hasCandidates |= accepted;
            if (accepted && line.Mid is { } mid && BundleGroup.Of(line, offer) is not null)
                mids.Add(mid);
        }

        if (mids.Count > 0)
            answer.Attributes.Insert(0, new SdpAttributeLine("group", "BUNDLE " + string.Join(' ', mids)));
        return answer;
    }

    private static MediaDescription AcceptVideo(MediaDescription line, LocalMediaParameters local, NegotiatedMedia media)
    {
        var format = media.PayloadType.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = new MediaDescription(line.Kind, TricklePort, line.Protocol, [format]);
        AddTransport(answer, local, media.Setup);
        if (line.Mid is { } mid)
            answer.Add("mid", mid);
        foreach (var map in ExtensionMap.Of(line, local.HeaderExtensions, remoteReceives: true))
            answer.Add("extmap", $"{map.Id}{(map.HasDirection ? "/sendonly" : "")} {map.Uri}");
        answer.Add(SdpDirections.Name(SdpDirection.SendOnly));
        answer.Add("rtcp-mux");
        if (media.ReducedSizeRtcp)
            answer.Add("rtcp-rsize");
        AddFormat(answer, format, media.ProfileLevelId, media.Feedback);
        AddStream(answer, local);
        return answer;
    }

    // RFC 3264 §6: port zero, and a format, which must be there though it means nothing. RFC 8829 §5.3.1 keeps c= and mid.
    private static MediaDescription Reject(MediaDescription line)
    {
        var answer = new MediaDescription(line.Kind, 0, line.Protocol, [line.Formats[0]]) { Connection = TrickleAddress };
        if (line.Mid is { } mid)
            answer.Add("mid", mid);
        answer.Add(SdpDirections.Name(SdpDirection.Inactive));
        return answer;
    }
}

using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The line of the data channels (RFC 8841).</summary>
public static partial class OfferAnswer
{
    private const string SctpProtocol = "UDP/DTLS/SCTP";
    private const ushort SctpPort = 5000;

    // What this end takes in one message, as browsers do.
    private const long MaximumMessageSize = 256 * 1024;

    // RFC 8841 §6.1: what a missing attribute means.
    private const long DefaultMessageSize = 64 * 1024;

    /// <summary>An offer of nothing but data channels: its line carries the transport that otherwise the video's does.</summary>
    private static NegotiatedMedia? TryAcceptData(SessionDescription offer, LocalMediaParameters local, out NegotiationError? error)
    {
        error = null;
        var index = offer.Media.FindIndex(IsDataChannels);
        if (index < 0 || !local.DataChannels)
            return null;
        var transport = new TransportReader(offer, offer.Media[index]);
        var setup = transport.ReadSetup(absent: DtlsSetup.Active);
        error = TryReadTransport(transport, setup, out var ice, out var fingerprints);
        if (error is not null)
            return null;
        return new NegotiatedMedia
        {
            HasVideo = false,
            PayloadType = 0,
            ProfileLevelId = local.ProfileLevelId,
            RemoteProfileLevelId = local.ProfileLevelId,
            Direction = SdpDirection.Inactive,
            LineIndex = index,
            Mid = offer.Media[index].Mid,
            RemoteIce = ice!,
            RemoteFingerprints = fingerprints,
            Setup = setup == DtlsSetup.Active ? DtlsSetup.Passive : DtlsSetup.Active,
            DataChannels = ReadDataChannels(offer.Media[index], index),
        };
    }

    private static NegotiatedDataChannels? FindDataChannels(SessionDescription offer, TransportReader transport)
    {
        for (var i = 0; i < offer.Media.Count; i++)
        {
            // A line outside of the video's group would need a transport of its own.
            if (IsDataChannels(offer.Media[i]) && transport.Bundle?.Contains(offer.Media[i]) == true)
                return ReadDataChannels(offer.Media[i], i);
        }

        return null;
    }

    private static bool IsDataChannels(MediaDescription line) =>
        line is { Kind: "application", IsOffered: true, Protocol: SctpProtocol or "TCP/DTLS/SCTP" or "DTLS/SCTP" };

    private static NegotiatedDataChannels ReadDataChannels(MediaDescription line, int index)
    {
        if (!ushort.TryParse(line.Find("sctp-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            port = SctpPort;
        if (!long.TryParse(line.Find("max-message-size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            size = DefaultMessageSize;
        return new NegotiatedDataChannels(line.Mid, index, port, size);
    }

    private static MediaDescription AcceptDataChannels(MediaDescription line, LocalMediaParameters local, NegotiatedMedia media)
    {
        var answer = new MediaDescription(line.Kind, TricklePort, line.Protocol, [line.Formats[0]]);
        AddTransport(answer, local, media.Setup);
        if (line.Mid is { } mid)
            answer.Add("mid", mid);
        AddSctp(answer);
        return answer;
    }

    private static void AddSctp(MediaDescription line)
    {
        line.Add("sctp-port", SctpPort.ToString(CultureInfo.InvariantCulture));
        line.Add("max-message-size", MaximumMessageSize.ToString(CultureInfo.InvariantCulture));
    }
}

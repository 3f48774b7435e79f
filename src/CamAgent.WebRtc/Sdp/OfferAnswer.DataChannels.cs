using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The line of the data channels (RFC 8841).</summary>
public static partial class OfferAnswer
{
    private const string SctpProtocol = "UDP/DTLS/SCTP";
    private const ushort SctpPort = 5000;

    // What this end takes in one message; RFC 8841 §6.1 reads a missing attribute as 64 KiB too.
    private const long MaximumMessageSize = 64 * 1024;

    private static NegotiatedDataChannels? FindDataChannels(SessionDescription offer, TransportReader transport)
    {
        for (var i = 0; i < offer.Media.Count; i++)
        {
            var line = offer.Media[i];
            // A line outside of the video's group would need a transport of its own.
            if (line is { Kind: "application", IsOffered: true }
                && line.Protocol is SctpProtocol or "TCP/DTLS/SCTP" or "DTLS/SCTP"
                && transport.Bundle?.Contains(line) == true)
            {
                return ReadDataChannels(line, i);
            }
        }

        return null;
    }

    private static NegotiatedDataChannels ReadDataChannels(MediaDescription line, int index)
    {
        if (!ushort.TryParse(line.Find("sctp-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            port = SctpPort;
        if (!long.TryParse(line.Find("max-message-size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            size = MaximumMessageSize;
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

using CamAgent.Streaming;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.DataChannels.Control;

/// <summary>A data channel on the endpoint, from other threads than the media loop.</summary>
internal sealed class EndpointLine(WebRtcEndpoint endpoint, ViewerSession session, DataChannel channel) : IControlLine
{
    public string Session => session.Name;

    public string Name => session.DisplayName;

    public bool TrySend(ReadOnlyMemory<byte> message, bool isBinary) => endpoint.TrySend(session.Name, channel, message, isBinary);

    public void Close() => endpoint.TryPost(session.Name, channel.Close);
}

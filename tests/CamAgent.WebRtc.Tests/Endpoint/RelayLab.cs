using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>A camera that reaches its viewers through TURN servers alone, unless a test says otherwise.</summary>
internal static class RelayLab
{
    public static LoopbackEndpoint Camera(Coturn? trusted, bool relayOnly, params TurnServer[] servers) => new(
        new WebRtcEndpointOptions { TurnServers = servers, RelayOnly = relayOnly },
        endpoint => endpoint.Relays.Roots = trusted is null ? null : [trusted.Certificate]);

    public static LoopbackEndpoint Camera(Coturn coturn, TurnTransport transport = TurnTransport.Udp) => Camera(coturn, true, coturn.Server(transport));

    /// <summary>The server as the endpoint is configured with it.</summary>
    public static TurnServer Server(this Coturn coturn, TurnTransport transport = TurnTransport.Udp, TurnCredentialSource? credentials = null) => new(
        [new TurnUri("localhost", transport == TurnTransport.Tls ? coturn.TlsPort : coturn.Port, transport)],
        credentials ?? new LastingTurnCredential("camera", "secret"));

    public static RelayStatus Relay(this LoopbackEndpoint camera, int index = 0) =>
        camera.Endpoint.Statistics.Relays is { Count: var count } relays && index < count ? relays[index] : new RelayStatus("", RelayState.Idle, null, [], "");

    public static void WaitForRelay(this LoopbackEndpoint camera, params LoopbackViewer[] viewers) =>
        camera.Run(() => camera.Relay().State == RelayState.Active, viewers);

    /// <summary>Streams for so long; each viewer must get a picture at least every two seconds.</summary>
    public static void StreamFor(this LoopbackEndpoint camera, TimeSpan time, params LoopbackViewer[] viewers)
    {
        var began = TimeProvider.System.GetTimestamp();
        var last = began;
        while (TimeProvider.System.GetElapsedTime(began) < time)
        {
            camera.Stream(viewers);
            Assert.True(TimeProvider.System.GetElapsedTime(last) < TimeSpan.FromSeconds(2), "The picture stood still.");
            last = TimeProvider.System.GetTimestamp();
        }
    }

    public static string PathOf(this LoopbackEndpoint camera, string session)
    {
        string? type = null;
        camera.Run(() => (type = camera.Endpoint.Statistics.Peers.FirstOrDefault(peer => peer.Session == session)?.LocalCandidateType) is { Length: > 0 });
        return type!;
    }
}

using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace CamAgent.Mqtt.Transport;

/// <summary>Why a transport could not be opened, in words for people.</summary>
internal static class ConnectFailure
{
    public static MqttFault Explain(MqttEndpoint endpoint, BrokerTrust? trust, Exception exception)
    {
        if (trust?.Refusal is { } refusal)
            return refusal;
        if (Find<SocketException>(exception) is { } socket && Find<AuthenticationException>(exception) is null)
            return new(MqttFaultKind.Unreachable, $"{endpoint.InWords} cannot be reached: {Words(endpoint, socket)}");
        if (Find<AuthenticationException>(exception) is { } authentication)
            return new(MqttFaultKind.Certificate, $"TLS with the {endpoint.InWords} failed: {Innermost(authentication).Message}");
        if (Find<WebSocketException>(exception) is { } webSocket)
            return new(MqttFaultKind.Unreachable, $"{endpoint.InWords} does not speak MQTT over WebSocket at {endpoint.WebSocket?.AbsolutePath}: {webSocket.Message}");
        return new(MqttFaultKind.Unreachable, $"{endpoint.InWords} cannot be reached: {Innermost(exception).Message}");
    }

    private static string Words(MqttEndpoint endpoint, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nothing listens there (connection refused)",
        SocketError.HostNotFound or SocketError.NoData => $"the name {endpoint.Host} is not known",
        SocketError.TryAgain => $"the name {endpoint.Host} cannot be looked up now (no name server answers)",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no network to it",
        SocketError.TimedOut => "it does not answer",
        _ => exception.Message,
    };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
                return found;
        }

        return null;
    }

    private static Exception Innermost(Exception exception) => exception.GetBaseException();
}

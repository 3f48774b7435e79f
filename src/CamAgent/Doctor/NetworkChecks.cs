using System.Net;
using System.Net.Sockets;
using CamAgent.Configuration;

namespace CamAgent.Doctor;

/// <summary>Whether the ports can be had.</summary>
internal static class NetworkChecks
{
    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration) =>
    [
        new("UDP port", () => Udp(configuration.WebRtc.UdpPort)),
        new("HTTP", stop => configuration.Http.Listen is { } listen
            ? HttpAsync(listen, stop)
            : ValueTask.FromResult(DoctorFinding.Ok("off"))),
    ];

    private static DoctorFinding Udp(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return DoctorFinding.Ok(port == 0 ? "any" : $"{port} is free");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return DoctorFinding.Warn($"{port} is in use: by the running agent, or by somebody else", $"ss -ulpn 'sport = :{port}' tells by whom; else set webRtc.udpPort.");
        }
        catch (SocketException exception)
        {
            return DoctorFinding.Fail($"{port} cannot be used: {exception.Message}", "Set webRtc.udpPort to 0 or to a port above 1023.");
        }
    }

    private static async ValueTask<DoctorFinding> HttpAsync(HttpListenAddress listen, CancellationToken stop)
    {
        var endpoint = new IPEndPoint(listen.Address ?? IPAddress.Any, listen.Port);
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As Kestrel does: connections of an agent that just ended are no obstacle.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endpoint);
            return DoctorFinding.Ok($"{listen} is free");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await AnswersAsync(listen, stop)
                ? DoctorFinding.Ok($"an agent answers at {listen}")
                : DoctorFinding.Fail($"{listen} is in use, and not by a healthy agent", $"ss -tlpn 'sport = :{listen.Port}' tells by whom; else set http.listen.");
        }
        catch (SocketException exception)
        {
            return DoctorFinding.Fail($"{listen} cannot be used: {exception.Message}", "Set http.listen to an address of this machine and a port above 1023.");
        }
    }

    private static async Task<bool> AnswersAsync(HttpListenAddress listen, CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
#pragma warning disable CA5359 // The certificate is for the public name; this asks the machine itself whether somebody is there, and sends nothing that is worth protecting.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = 64 * 1024 };
        var address = listen.IsEveryAddress ? IPAddress.Loopback : listen.Address!;
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        try
        {
            using var response = await client.GetAsync(new Uri($"{(listen.IsSecure ? "https" : "http")}://{host}:{listen.Port}/healthz"), stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

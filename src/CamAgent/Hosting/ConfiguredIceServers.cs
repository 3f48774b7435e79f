using CamAgent.Configuration;
using CamAgent.Signaling;
using CamAgent.WebRtc.Turn;

namespace CamAgent.Hosting;

/// <summary>What <c>webRtc.iceServers</c> means for viewers and for the camera itself.</summary>
internal static class ConfiguredIceServers
{
    /// <summary>Long enough to connect with; a restart of ICE asks for new ones. Whoever reads the broker's messages has no use for them for long.</summary>
    private static readonly TimeSpan ViewersLifetime = TimeSpan.FromHours(1);

    /// <param name="viewer">Whom they are for; null where nobody has to say who they are.</param>
    public static IReadOnlyList<IceServer> For(AgentConfiguration configuration, string? viewer, TimeProvider time, ILogger log)
    {
        var servers = new List<IceServer>(configuration.WebRtc.IceServers.Count);
        foreach (var server in configuration.WebRtc.IceServers)
        {
            var hasCredential = server is not { CredentialFile: null, SharedSecretFile: null };
            var urls = server.Urls.Where(url => !url.IsTurn || hasCredential).Select(url => url.ToString()).ToList();
            if (urls.Count == 0)
                continue;
            try
            {
                servers.Add(hasCredential && server.Urls.Any(url => url.IsTurn) ? WithCredential(urls, server, viewer, time) : new IceServer(urls));
            }
            catch (ConfiguredFileException exception)
            {
                HostingLog.IceServerSkipped(log, exception.Message);
            }
        }

        return servers;
    }

    /// <summary>The STUN servers that the camera itself asks; TURN servers answer binding requests too.</summary>
    public static IReadOnlyList<(string Host, int Port)> StunServers(WebRtcConfiguration configuration) => configuration.IceTransportPolicy == IceTransportPolicy.Relay
        ? []
        : [.. configuration.IceServers.SelectMany(server => server.Urls)
            .Where(url => url is { IsSecure: false, Transport: "udp" })
            .Select(url => (url.Host, url.Port))
            .Distinct()];

    /// <summary>The TURN servers that the camera itself uses.</summary>
    public static IReadOnlyList<TurnServer> TurnServers(AgentConfiguration configuration, TimeProvider time)
    {
        var servers = new List<TurnServer>();
        foreach (var server in configuration.WebRtc.IceServers)
        {
            var uris = server.Urls.Where(IsUsable).Select(ToUri).ToList();
            if (uris.Count == 0 || server is { CredentialFile: null, SharedSecretFile: null })
                continue;
            var name = server.Username.Length > 0 ? server.Username : configuration.Device.Id;
            servers.Add(new TurnServer(uris, new ConfiguredTurnCredential(name, server.CredentialFile, server.SharedSecretFile, time)));
        }

        return servers;
    }

    /// <summary>TURN over DTLS (turns with transport=udp) is not among what the camera speaks; hardly any server does.</summary>
    public static bool IsUsable(IceServerUrl url) => url.IsTurn && !(url.IsSecure && url.Transport == "udp");

    private static IceServer WithCredential(IReadOnlyList<string> urls, IceServerConfiguration server, string? viewer, TimeProvider time)
    {
        var name = server.Username.Length > 0 ? server.Username : viewer ?? "viewer";
        var credential = new ConfiguredTurnCredential(name, server.CredentialFile, server.SharedSecretFile, time).Create(name, ViewersLifetime);
        return new IceServer(urls, credential.Username, credential.Password);
    }

    private static TurnUri ToUri(IceServerUrl url) =>
        new(url.Host, url.Port, url.IsSecure ? TurnTransport.Tls : url.Transport == "tcp" ? TurnTransport.Tcp : TurnTransport.Udp);
}

using CamAgent.Configuration;
using CamAgent.Signaling;

namespace CamAgent.Hosting;

/// <summary>What viewers are told of <c>webRtc.iceServers</c>. Time-limited credentials are made where TURN is (a later capability); until then only lasting ones are passed on.</summary>
internal static class ConfiguredIceServers
{
    public static IReadOnlyList<IceServer> For(WebRtcConfiguration configuration, ILogger log)
    {
        var servers = new List<IceServer>(configuration.IceServers.Count);
        foreach (var server in configuration.IceServers)
        {
            var urls = server.Urls.Where(url => !url.IsTurn || server.CredentialFile is not null).Select(url => url.ToString()).ToList();
            if (urls.Count == 0)
                continue;
            try
            {
                var needsCredential = server.Urls.Any(url => url.IsTurn) && server.CredentialFile is not null;
                servers.Add(needsCredential ? new IceServer(urls, server.Username, server.CredentialFile!.ReadSecret()) : new IceServer(urls));
            }
            catch (ConfiguredFileException exception)
            {
                HostingLog.IceServerSkipped(log, exception.Message);
            }
        }

        return servers;
    }

    /// <summary>The STUN servers that the camera itself asks; TURN servers answer binding requests too.</summary>
    public static IReadOnlyList<(string Host, int Port)> StunServers(WebRtcConfiguration configuration) =>
        [.. configuration.IceServers.SelectMany(server => server.Urls)
            .Where(url => url is { IsSecure: false, Transport: "udp" })
            .Select(url => (url.Host, url.Port))
            .Distinct()];
}

using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

#pragma warning disable RS0030 // Net/ and Endpoint/ are the edge: here names are looked up.

/// <summary>The STUN servers' names, looked up off the loop.</summary>
public sealed partial class WebRtcEndpoint
{
    private IReadOnlyList<(string Host, int Port)> _configuredStunServers = [];
    private List<StunServerName> _stunServers = [];

    /// <summary>The system's resolver; tests put their own here.</summary>
    internal Func<string, Task<IPAddress[]>> LookUp { get; set; } = Dns.GetHostAddressesAsync;

    /// <summary>Asks these STUN servers from now on, and no others.</summary>
    public void SetStunServers(IReadOnlyList<(string Host, int Port)> servers) => TryPost(() =>
    {
        if (servers.SequenceEqual(_configuredStunServers))
            return;
        _configuredStunServers = servers;
        _gatherBy = _clock.Now + GatheringPatience;
        var before = _stunServers;
        _stunServers = [.. servers.Select(server => new StunServerName(server.Host, server.Port))];
        foreach (var server in before)
            RemoveUnused(server.Addresses);
    });

    private void LookUpStunServers(Instant now)
    {
        if (_isSuspended)
            return;
        foreach (var server in _stunServers)
        {
            if (server.IsUnderWay || server.NextLookUp > now)
                continue;
            server.Begin();
            _ = LookUpAsync(server);
        }
    }

    private async Task LookUpAsync(StunServerName server)
    {
        TransportAddress[] addresses = [];
        try
        {
            // Task.Run: the system's resolver may do its work before it returns a task, and this is the media loop.
            var found = await Task.Run(() => LookUp(server.Host)).ConfigureAwait(false);
            addresses = Array.ConvertAll(found, address => TransportAddress.From(address, server.Port));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // The name is not known (yet): the viewers' own candidates must do. The doctor says it in words.
        }

        TryPost(() => OnLookedUp(server, addresses));
    }

    private void OnLookedUp(StunServerName server, TransportAddress[] addresses)
    {
        var now = _clock.Now;
        if (!_stunServers.Contains(server) || _isSuspended)
            return;
        if (addresses.Length == 0)
        {
            server.OnFailed(now, _random);
            return;
        }

        var before = server.Addresses;
        server.OnFound(addresses, now);
        RemoveUnused(before);
        foreach (var address in addresses)
            _gatherer.AddServer(address, now);
    }

    private void RemoveUnused(IReadOnlyList<TransportAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (!_stunServers.Exists(server => server.Addresses.Contains(address)))
                _gatherer.RemoveServer(address, _clock.Now);
        }
    }
}

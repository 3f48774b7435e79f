using System.Net;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>A camera and a viewer on a simulated network, and the signaling between them.</summary>
internal sealed class SimulatedCall
{
    public static readonly TransportAddress CameraAddress = Address("198.51.100.1", 5000);
    public static readonly TransportAddress ViewerAddress = Address("203.0.113.1", 6000);

    public SimulatedCall(
        int seed = 1,
        IceRole cameraRole = IceRole.Controlled,
        IceRole viewerRole = IceRole.Controlling,
        SimulatedNat? cameraNat = null,
        SimulatedNat? viewerNat = null,
        TransportAddress[]? cameraAddresses = null,
        TransportAddress[]? viewerAddresses = null)
    {
        Network = new(seed);
        Camera = new(Network, cameraRole, (2 * seed) + 1, cameraNat, cameraAddresses ?? [CameraAddress]);
        Viewer = new(Network, viewerRole, (2 * seed) + 2, viewerNat, viewerAddresses ?? [ViewerAddress]);
        Network.Hosts.AddRange([Camera, Viewer]);
    }

    public SimulatedNetwork Network { get; }

    public SimulatedHost Camera { get; }

    public SimulatedHost Viewer { get; }

    public bool IsConnected => Camera.Agent.State == IceState.Connected && Viewer.Agent.State == IceState.Connected;

    public static TransportAddress Address(string address, int port) => TransportAddress.From(IPAddress.Parse(address), port);

    /// <summary>Host candidates on both sides, and each other's credentials.</summary>
    public void ExchangeCredentials()
    {
        Camera.AddHostCandidates();
        Viewer.AddHostCandidates();
        SetRemoteCredentials();
    }

    public void SetRemoteCredentials()
    {
        Camera.Do(agent => agent.SetRemoteCredentials(Viewer.Agent.LocalCredentials, Network.Now));
        Viewer.Do(agent => agent.SetRemoteCredentials(Camera.Agent.LocalCredentials, Network.Now));
    }

    /// <summary>Tells one side the other's candidates: host addresses, and what a NAT makes of them where it makes one thing of them.</summary>
    public void Signal(SimulatedHost from, SimulatedHost to)
    {
        for (var i = 0; i < from.Addresses.Count; i++)
        {
            var (address, ordinal) = (from.Addresses[i], i);
            to.Do(agent => _ = agent.AddRemoteCandidate(IceCandidate.CreateHost(address, ordinal), Network.Now));
            if (from.Nat is null)
                continue;
            var server = Address("192.0.2.53", 3478);
            var reflexive = IceCandidate.CreateServerReflexive(from.Nat.Map(address, server), address, server, ordinal);
            from.Do(agent => agent.AddLocalCandidate(reflexive, address, Network.Now));
            to.Do(agent => _ = agent.AddRemoteCandidate(reflexive, Network.Now));
        }
    }

    public void SignalEnd(SimulatedHost to) => to.Do(agent => agent.SetEndOfRemoteCandidates(Network.Now));

    /// <summary>The plain case: everything is signaled at once, and a pair is found.</summary>
    public SimulatedCall Connect()
    {
        ExchangeCredentials();
        Signal(Camera, Viewer);
        Signal(Viewer, Camera);
        Assert.True(Network.RunUntil(() => IsConnected, TimeSpan.FromSeconds(10)), "The call does not connect.");
        return this;
    }

    /// <summary>Whether what each side sends on its selected path comes in at the other on a path that it has validated.</summary>
    public bool CarriesMedia()
    {
        var (camera, viewer) = (Camera.Media.Count, Viewer.Media.Count);
        for (var attempt = 0; attempt < 20 && (Camera.Media.Count == camera || Viewer.Media.Count == viewer); attempt++)
        {
            Camera.SendMedia();
            Viewer.SendMedia();
            Network.Run(Network.Delay + Network.Jitter);
        }

        return Camera.Media.Count > camera && Viewer.Media.Count > viewer
            && Camera.Media.Skip(camera).All(media => media.IsValidated) && Viewer.Media.Skip(viewer).All(media => media.IsValidated);
    }
}

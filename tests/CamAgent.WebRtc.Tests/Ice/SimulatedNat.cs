using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>A NAT that lets in only who was sent to (address- and port-dependent filtering, RFC 4787 §5).</summary>
/// <param name="isSymmetric">A port of its own for each destination, so that reflexive candidates are of no use to others.</param>
internal sealed class SimulatedNat(TransportAddress publicAddress, bool isSymmetric)
{
    private readonly Dictionary<(TransportAddress Inside, TransportAddress Outside), ushort> _ports = [];
    private readonly Dictionary<ushort, TransportAddress> _insides = [];
    private readonly HashSet<(ushort Port, TransportAddress Outside)> _allowed = [];
    private ushort _nextPort = 20000;

    public TransportAddress PublicAddress { get; } = publicAddress;

    public TransportAddress Map(TransportAddress inside, TransportAddress outside)
    {
        var key = (inside, isSymmetric ? outside : default);
        if (!_ports.TryGetValue(key, out var port))
        {
            port = _nextPort++;
            _ports[key] = port;
            _insides[port] = inside;
        }

        _ = _allowed.Add((port, outside));
        return PublicAddress.WithPort(port);
    }

    public TransportAddress? FindInside(ushort port, TransportAddress outside) =>
        _allowed.Contains((port, outside)) ? _insides[port] : null;

    /// <summary>All mappings are forgotten, as after a restart of the router: what leaves gets new ports.</summary>
    public void Forget()
    {
        _ports.Clear();
        _insides.Clear();
        _allowed.Clear();
    }
}

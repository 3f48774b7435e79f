using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>What NATs are called in practice; mapping and filtering in the words of RFC 4787.</summary>
internal enum NatKind
{
    /// <summary>Endpoint-independent mapping and filtering: whoever knows the port gets in.</summary>
    FullCone,

    /// <summary>Endpoint-independent mapping, address-dependent filtering.</summary>
    Restricted,

    /// <summary>Endpoint-independent mapping, address- and port-dependent filtering.</summary>
    PortRestricted,

    /// <summary>A port of its own for each destination, so that reflexive candidates are of no use to others.</summary>
    Symmetric,
}

internal sealed class SimulatedNat(TransportAddress publicAddress, NatKind kind)
{
    private readonly Dictionary<(TransportAddress Inside, TransportAddress Outside), ushort> _ports = [];
    private readonly Dictionary<ushort, TransportAddress> _insides = [];
    private readonly HashSet<(ushort Port, TransportAddress Outside)> _allowed = [];
    private ushort _nextPort = 20000;

    public TransportAddress PublicAddress { get; } = publicAddress;

    public TransportAddress Map(TransportAddress inside, TransportAddress outside)
    {
        var key = (inside, kind == NatKind.Symmetric ? outside : default);
        if (!_ports.TryGetValue(key, out var port))
        {
            port = _nextPort++;
            _ports[key] = port;
            _insides[port] = inside;
        }

        _ = _allowed.Add((port, Filtered(outside)));
        return PublicAddress.WithPort(port);
    }

    public TransportAddress? FindInside(ushort port, TransportAddress outside) =>
        _allowed.Contains((port, Filtered(outside))) ? _insides[port] : null;

    /// <summary>All mappings are forgotten, as after a restart of the router: what leaves gets new ports.</summary>
    public void Forget()
    {
        _ports.Clear();
        _insides.Clear();
        _allowed.Clear();
    }

    private TransportAddress Filtered(TransportAddress outside) => kind switch
    {
        NatKind.FullCone => default,
        NatKind.Restricted => outside.WithPort(0),
        _ => outside,
    };
}

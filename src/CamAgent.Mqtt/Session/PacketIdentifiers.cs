using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Session;

/// <summary>§2.2.1: identifiers of our PUBLISH, SUBSCRIBE and UNSUBSCRIBE packets, each in use until it is answered.</summary>
internal sealed class PacketIdentifiers
{
    private readonly HashSet<ushort> _used = [];
    private ushort _last;

    [SuppressMessage("Design", "MA0012", Justification = "Unreachable by the bounds of the window and of pending subscriptions.")]
    public ushort Allocate()
    {
        if (_used.Count == ushort.MaxValue)
            throw new InvalidOperationException("All 65535 packet identifiers are in use.");
        do
            _last++;
        while (_last == 0 || !_used.Add(_last));
        return _last;
    }

    public void Release(ushort id) => _used.Remove(id);
}

using CamAgent.WebRtc.Tests.Simulation;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>Two ends that exchange packets under virtual time, over a link that loses, delays, reorders and repeats as its seed says.</summary>
internal sealed class PacketLink(int seed, LinkConditions conditions)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<(int To, byte[] Packet), (Instant, long)> _inFlight = new();
    private long _sent;

    internal LinkConditions Conditions { get; set; } = conditions;

    internal bool IsCut { get; set; }

    /// <summary>Looks at every packet before it is sent; false loses it.</summary>
    internal Func<int, byte[], bool>? Filter { get; set; }

    internal int Packets { get; private set; }

    internal Instant NextArrival => _inFlight.TryPeek(out _, out var priority) ? priority.Item1 : Instant.Never;

    internal void Send(int to, ReadOnlySpan<byte> packet, Instant now)
    {
        Packets++;
        var copy = packet.ToArray();
        if (IsCut || Filter?.Invoke(to, copy) == false || _random.NextDouble() < Conditions.Loss)
            return;
        Queue(to, copy, now);
        if (_random.NextDouble() < Conditions.Duplication)
            Queue(to, copy, now);
    }

    internal bool TryDeliver(Instant now, out int to, out byte[] packet)
    {
        (to, packet) = (0, []);
        if (!_inFlight.TryPeek(out var item, out var due) || due.Item1 > now)
            return false;
        _inFlight.Dequeue();
        (to, packet) = item;
        return true;
    }

    private void Queue(int to, byte[] packet, Instant now) =>
        _inFlight.Enqueue((to, packet), (now + Conditions.Delay + (_random.NextDouble() * Conditions.Jitter), _sent++));
}

using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>A STUN server as it was configured, and when its name is to be looked up: until that succeeds, and again in a new network.</summary>
internal sealed class StunServerName(string host, int port)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private TimeSpan _wait = FirstWait;
    private bool _isStale;

    internal string Host { get; } = host;

    internal int Port { get; } = port;

    /// <summary>What the last lookup that succeeded has found.</summary>
    internal IReadOnlyList<TransportAddress> Addresses { get; private set; } = [];

    /// <summary>The first lookup has not ended: its candidates are worth waiting for.</summary>
    internal bool IsFirst { get; private set; } = true;

    internal bool IsUnderWay { get; private set; }

    internal Instant NextLookUp { get; private set; }

    internal void Begin()
    {
        IsUnderWay = true;
        _isStale = false;
        NextLookUp = Instant.Never;
    }

    internal void OnFound(IReadOnlyList<TransportAddress> addresses, Instant now)
    {
        End(now);
        Addresses = addresses;
        _wait = FirstWait;
    }

    /// <summary>What was found before stays: a resolver that is away for a while does not move the server.</summary>
    internal void OnFailed(Instant now, RandomSource random)
    {
        End(now);
        if (NextLookUp != Instant.Never)
            return;
        // Half to one and a half: cameras that lost their router together do not come back to it together.
        NextLookUp = now + (_wait * (0.5 + random.NextDouble()));
        _wait = TimeSpan.FromTicks(Math.Min((_wait * 2).Ticks, LongestWait.Ticks));
    }

    /// <summary>Another network may have other names and another resolver.</summary>
    internal void OnNetworkChanged(Instant now)
    {
        _wait = FirstWait;
        if (IsUnderWay)
            _isStale = true;
        else
            NextLookUp = now;
    }

    private void End(Instant now)
    {
        IsFirst = false;
        IsUnderWay = false;
        NextLookUp = _isStale ? now : Instant.Never;
    }
}

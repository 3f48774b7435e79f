using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>One way to a server that is being tried, or in use: its connection and, once there is one, the allocation on it.</summary>
internal sealed class RelayAttempt(TurnTarget target, TurnCredential credential, Instant startedAt) : RelayRoute, IDisposable
{
    /// <summary>Refused for so long without a word from the server: nobody is there any more.</summary>
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _connecting = new();
    private RelayTransport? _transport;
    private TurnAllocation? _allocation;
    private Instant _refusedSince = Instant.Never;
    private bool _isDisposed;

    public TurnTarget Target { get; } = target;

    public TurnCredential Credential { get; } = credential;

    public Instant StartedAt { get; } = startedAt;

    /// <summary>Only once <see cref="IsOpen"/>.</summary>
    public override TurnAllocation Allocation => _allocation!;

    public override RelayTransport Transport => _transport!;

    /// <summary>It has a connection and asks for an allocation, or has one.</summary>
    public bool IsOpen => _allocation is not null && !_isDisposed;

    public CancellationToken Connecting => _connecting.Token;

    /// <summary>Its relayed addresses are known to the sessions.</summary>
    public bool IsTold { get; set; }

    public Instant NextTimeout => _allocation?.NextTimeout ?? Instant.Never;

    public void Open(RelayTransport transport, RandomSource random, Instant now)
    {
        _transport = transport;
        _allocation = new(new() { Credential = Credential, IsReliable = transport.IsReliable }, random, now);
    }

    /// <summary>Looks whether the connection is still one.</summary>
    public void CheckTransport(Instant now)
    {
        if (_allocation is null || _transport is null || _isDisposed)
            return;
        if (_transport.Failure is not null)
            _allocation.Disconnect();
        else if (_transport.TakeRefusal())
            OnRefused(now);
    }

    public void OnHeard() => _refusedSince = Instant.Never;

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _connecting.Cancel();
        _connecting.Dispose();
        _transport?.Dispose();
    }

    // A single ICMP message may be about the moment of a restart, or forged: what lives is asked first.
    private void OnRefused(Instant now)
    {
        _refusedSince = Instant.Min(_refusedSince, now);
        if (_allocation!.State != TurnAllocationState.Active || now - _refusedSince >= RefusalPatience)
            _allocation.Disconnect();
        else
            _allocation.Probe(now);
    }
}

using System.Net.NetworkInformation;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>
/// Looks at the machine's addresses when the system says that something changed: a little later, because changes come in swarms, and on a
/// thread of the pool, because asking every interface takes longer than media can wait.
/// </summary>
/// <param name="changed">Told on the pool, one at a time. Also after <see cref="LookAgain"/>, when nothing changed.</param>
internal sealed class AddressWatch(TimeProvider time, bool includeLoopback, Action<AddressWatch.Finding> changed) : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private IReadOnlyList<TransportAddress> _last = [];
    private IReadOnlyList<TransportAddress>? _lastTold;
    private int _isArmed;

    /// <param name="IsChange">The addresses are not those of the last time.</param>
    internal readonly record struct Finding(IReadOnlyList<TransportAddress> Addresses, bool IsChange);

    /// <summary>Asks the system; null where it does not say. Tests put their own addresses here.</summary>
    internal Func<IReadOnlyList<TransportAddress>?> Find { get; set; } = () => LocalAddresses.TryFind(includeLoopback, out var found) ? found : null;

    /// <summary>What the owner was told last; it has been told when this shows it.</summary>
    internal IReadOnlyList<TransportAddress>? LastTold { get => Volatile.Read(ref _lastTold); private set => Volatile.Write(ref _lastTold, value); }

    /// <summary>The addresses as they are now; null where the system does not say.</summary>
    internal IReadOnlyList<TransportAddress>? Begin()
    {
        if (Find() is not { } found)
            return null;
        _last = found;
        return found;
    }

    /// <summary>Listens to the system from now on.</summary>
    internal void Start()
    {
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        NetworkChange.NetworkAddressChanged += OnNetworkAddressChanged;
    }

    /// <summary>Looks once things have settled; many notifications are one.</summary>
    internal void Notify() => Arm(Settling);

    /// <summary>Something could not be bound: an IPv6 address that is still tentative (RFC 4862 §5.4), for one, can be in a second.</summary>
    internal void LookAgain() => Arm(Retry);

    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkAddressChanged;
        _timer?.Dispose();
    }

    private void OnNetworkAddressChanged(object? sender, EventArgs e) => Notify();

    private void Arm(TimeSpan wait)
    {
        // Not moved back by later notifications: an interface that flaps for ever is still looked at.
        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
            _timer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        Volatile.Write(ref _isArmed, 0);
        lock (_gate)
        {
            // What is not known is no reason to give up what works.
            if (Find() is not { } found)
            {
                LookAgain();
                return;
            }

            var isChange = !found.SequenceEqual(_last);
            _last = found;
            changed(new Finding(found, isChange));
            LastTold = found;
        }
    }
}

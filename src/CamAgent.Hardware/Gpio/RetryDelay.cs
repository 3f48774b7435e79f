namespace CamAgent.Hardware.Gpio;

/// <summary>Pauses between attempts: doubling up to a limit that is short, because looking for a chip is cheap and somebody stands there with the plug in hand.</summary>
internal struct RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private TimeSpan _next;

    public TimeSpan Next()
    {
        _next = _next == TimeSpan.Zero ? First : _next * 2 < Limit ? _next * 2 : Limit;
        return _next;
    }

    public void Reset() => _next = TimeSpan.Zero;
}

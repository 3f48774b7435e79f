using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <content>§3.1.2.10 and §3.12: the connection is alive as long as pings come back.</content>
internal sealed partial class MqttSession
{
    private TimeSpan _keepAlive;
    private TimeSpan _lastSent;
    private TimeSpan _lastReceived;
    private TimeSpan? _pingSent;

    // Set from the moment that the owner stops reading until it reads again: a PINGRESP may lie unread, so there is no deadline.
    // A socket that takes nothing from us is no such excuse.
    private bool _readingPaused;

    private TimeSpan NextKeepAlive =>
        _pingSent is { } sent
            ? _readingPaused ? TimeSpan.MaxValue : sent + _options.PingTimeout
            : Earlier(_lastSent, _lastReceived) + _keepAlive;

    /// <summary>The owner stops reading, as <see cref="IsReadingPaused"/> demands.</summary>
    public void PauseReading() => _readingPaused = AreHandlersBehind;

    /// <summary>The owner reads again: a pending ping has its time from here.</summary>
    public void ResumeReading(TimeSpan now)
    {
        if (_readingPaused && _pingSent is not null)
            _pingSent = now;
        _readingPaused = false;
    }

    /// <summary>Pings now, unless a ping is under way or there is no connection: whether it is alive is known within the ping's deadline.</summary>
    public void Ping(TimeSpan now)
    {
        if (Phase != SessionPhase.Connected || _pingSent is not null)
            return;
        WriteControl(new PingRequestPacket());
        _pingSent = _lastSent = now;
    }

    private void StartKeepAlive(ushort? serverSeconds, TimeSpan now)
    {
        // §3.2.2.3.14: the server's value replaces ours. Zero switches the server's own check off; half-open connections are still ours to find.
        _keepAlive = serverSeconds is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : _options.KeepAlive;
        _lastSent = _lastReceived = now;
        _pingSent = null;
        _readingPaused = false;
    }

    private void KeepAlive(TimeSpan now)
    {
        if (now < NextKeepAlive)
            return;
        if (_pingSent is null)
        {
            Ping(now);
            return;
        }

        if (Version == MqttVersion.V5)
            WriteControl(new DisconnectPacket(ReasonCode.KeepAliveTimeout));
        Close(new(
            MqttFaultKind.TimedOut,
            $"{_broker} did not answer a ping within {Words(_options.PingTimeout)}: the connection is dead",
            ReasonCode.KeepAliveTimeout));
    }

    // An answer that was not asked for is let pass: it harms nobody, and some brokers are generous.
    private void HandlePingResponse() => _pingSent = null;

    private static TimeSpan Earlier(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

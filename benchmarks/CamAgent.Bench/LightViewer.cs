using CamAgent.WebRtc;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.Bench;

/// <summary>A viewer without a screen: our own session on the receiving side. It decrypts and reassembles every frame, and counts.</summary>
internal sealed class LightViewer : IDisposable
{
    private const int TicksPerFrame = 3000; // of RTP's 90 kHz clock, at 30 pictures a second
    private readonly PeerSession _session;
    private readonly UdpSocket _socket;
    private readonly MonotonicClock _clock;
    private uint? _lastTimestamp;
    private Instant _posted;

    internal LightViewer(DtlsContext dtls, SdpFingerprint fingerprint, TransportAddress address, MonotonicClock clock)
    {
        _clock = clock;
        _socket = UdpSocket.Bind(address);
        var options = new PeerSessionOptions { Name = "light", Fingerprint = fingerprint, Clock = new NtpClock(DateTimeOffset.UtcNow, clock.Now) };
        _session = new PeerSession(options, dtls, SecureRandomSource.Instance, IceRole.Controlling);
        _session.AddLocalCandidate(IceCandidate.CreateHost(_socket.Local), _socket.Local, clock.Now);
        _session.SetAllGathered();
    }

    internal int Descriptor => _socket.Descriptor;

    internal PeerState State => _session.State;

    internal string EndReason => _session.EndReason;

    internal Instant NextTimeout => _session.NextTimeout;

    internal int Frames { get; private set; }

    /// <summary>Frames that a packet was missing of, and frames that did not come at all.</summary>
    internal int Gaps { get; private set; }

    /// <summary>From the offer's posting.</summary>
    internal TimeSpan? FirstFrame { get; private set; }

    /// <summary>Path found and keys agreed on, from the offer's posting.</summary>
    internal TimeSpan? Connected { get; private set; }

    internal async Task OfferAsync(HttpClient http, Uri whep)
    {
        _posted = _clock.Now;
        using var content = new StringContent(_session.CreateOffer(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/sdp"));
        using var response = await http.PostAsync(whep, content);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The sender answers {(int)response.StatusCode}: {answer}");
        if (!_session.TryAcceptAnswer(answer, OnAccessUnit, _clock.Now, out var rejection))
            throw new InvalidOperationException($"The answer is refused: {rejection.Message}");
    }

    internal void Advance(Span<byte> buffer)
    {
        var now = _clock.Now;
        while (_socket.TryReceive(buffer, out var length, out var remote))
            _ = _session.HandleDatagram(new NetworkPath(_socket.Local, remote), buffer[..length], now);
        if (_session.NextTimeout <= now)
            _session.HandleTimeout(now);
        while (_session.TryPollTransmit(now, buffer, out var length, out var path))
            _socket.Send(buffer[..length], length, path.Remote);
        while (_session.TryPollEvent(out var happened))
        {
            if (happened is PeerEvent.Connected)
                Connected = now - _posted;
        }
    }

    internal void ResetCounts() => (Frames, Gaps) = (0, 0);

    internal void Leave(Span<byte> buffer)
    {
        _session.End("The measurement is over.", _clock.Now);
        Advance(buffer);
    }

    public void Dispose()
    {
        _session.Dispose();
        _socket.Dispose();
    }

    private void OnAccessUnit(ReceivedAccessUnit unit)
    {
        if (unit.IsDamaged)
            Gaps++;
        if (_lastTimestamp is { } last)
            Gaps += Math.Max(0, (int)Math.Round((unit.Timestamp.Value - last) / (double)TicksPerFrame) - 1);
        _lastTimestamp = unit.Timestamp.Value;
        Frames++;
        FirstFrame ??= _clock.Now - _posted;
    }
}

using System.Net;
using System.Net.Sockets;
using CamAgent.Hardware.H264;
using CamAgent.Streaming;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>A viewer that watches over UDP and keeps what it sees; on a thread of its own.</summary>
internal sealed class GuestViewer : ISessionObserver, IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(Day, Day.AddYears(100));

    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly DtlsContext _context = DtlsContext.Create(Certificate, SrtpProfilePreference.Default);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
    private readonly PeerSession _session;
    private readonly TransportAddress _address;
    private readonly Lock _gate = new();
    private readonly List<SeenUnit> _seen = [];
    private readonly MemoryStream _stream = new();
    private Thread? _thread;
    private volatile bool _stop;
    private int _width;

    internal GuestViewer()
    {
        Assert.True(SdpFingerprint.TryParse($"{Certificate.Fingerprint.HashName} {Certificate.Fingerprint}", out var fingerprint));
        var options = new PeerSessionOptions { Name = "viewer", Fingerprint = fingerprint, Clock = new NtpClock(Day, _clock.Now) };
        _session = new PeerSession(options, _context, SecureRandomSource.Instance, IceRole.Controlling);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _address = TransportAddress.From((IPEndPoint)_socket.LocalEndPoint!);
        _session.AddLocalCandidate(IceCandidate.CreateHost(_address), _address, _clock.Now);
    }

    /// <summary>Why the session ended; null while it lives.</summary>
    internal string? Ended { get; private set; }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _seen.Count;
        }
    }

    /// <summary>What it has seen from this unit on.</summary>
    internal IReadOnlyList<SeenUnit> Since(int index)
    {
        lock (_gate)
            return [.. _seen.Skip(index)];
    }

    /// <summary>Everything it has received, in Annex B form.</summary>
    internal byte[] Stream
    {
        get
        {
            lock (_gate)
                return _stream.ToArray();
        }
    }

    internal string CreateOffer() => _session.CreateOffer();

    internal void Start(string answer)
    {
        Assert.True(_session.TryAcceptAnswer(answer, Take, _clock.Now, out var rejection), rejection?.Message);
        _thread = new Thread(Pump) { IsBackground = true, Name = "viewer" };
        _thread.Start();
    }

    void ISessionObserver.LocalCandidate(LocalCandidate? candidate)
    {
    }

    void ISessionObserver.Ended(string reason) => Ended = reason;

    public void Dispose()
    {
        _stop = true;
        _thread?.Join();
        _session.Dispose();
        _socket.Dispose();
        _context.Dispose();
        _stream.Dispose();
    }

    private void Take(ReceivedAccessUnit unit)
    {
        if (unit.IsKeyFrame)
            _width = WidthOf(unit.AnnexB);
        lock (_gate)
        {
            _seen.Add(new(TimeProvider.System.GetTimestamp(), unit.Timestamp.Value, unit.IsKeyFrame, _width));
            _stream.Write(unit.AnnexB);
        }
    }

    private static int WidthOf(ReadOnlySpan<byte> annexB)
    {
        var at = annexB.IndexOf((ReadOnlySpan<byte>)[0, 0, 1, 0x67]);
        if (at < 0)
            at = annexB.IndexOf((ReadOnlySpan<byte>)[0, 0, 1, 0x27]);
        return at >= 0 && SequenceParameterSet.TryParse(annexB[(at + 3)..], out var parameters) ? parameters.Width : 0;
    }

    private void Pump()
    {
        var buffer = new byte[2048];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop)
        {
            for (var i = 0; i < 64 && _socket.Poll(i == 0 ? 5000 : 0, SelectMode.SelectRead); i++)
            {
                var length = _socket.ReceiveFrom(buffer, ref from);
                _session.HandleDatagram(new NetworkPath(_address, TransportAddress.From((IPEndPoint)from)), buffer.AsSpan(0, length), _clock.Now);
            }

            if (_session.NextTimeout <= _clock.Now)
                _session.HandleTimeout(_clock.Now);
            while (_session.TryPollTransmit(_clock.Now, buffer, out var length, out var path))
                _socket.SendTo(buffer.AsSpan(0, length), path.Remote.ToIPEndPoint());
            while (_session.TryPollEvent(out _))
            {
            }
        }
    }
}

/// <param name="At">When it was whole, in <see cref="TimeProvider.GetTimestamp"/> ticks.</param>
/// <param name="Timestamp">RTP's.</param>
/// <param name="Width">Of the picture, as the last SPS said.</param>
internal readonly record struct SeenUnit(long At, uint Timestamp, bool IsKeyFrame, int Width);

using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>A viewer on a real UDP socket of the loopback interface, and what the endpoint tells about its session.</summary>
internal sealed class LoopbackViewer : IPeerObserver, IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(Day, Day.AddYears(1));
    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly DtlsContext _context = DtlsContext.Create(Certificate, SrtpProfilePreference.Default);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = new byte[2048];
    private readonly TransportAddress _address;
    private volatile string? _ended;

    /// <param name="channels">Hears of this side's data channels; null offers none.</param>
    internal LoopbackViewer(IDataChannelObserver? channels = null)
    {
        Assert.True(SdpFingerprint.TryParse($"{Certificate.Fingerprint.HashName} {Certificate.Fingerprint}", out var fingerprint));
        var options = new PeerSessionOptions { Name = "viewer", Fingerprint = fingerprint, Clock = new NtpClock(Day, _clock.Now), DataChannels = channels };
        Session = new PeerSession(options, _context, SecureRandomSource.Instance, IceRole.Controlling);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _address = TransportAddress.From((IPEndPoint)_socket.LocalEndPoint!);
        Session.AddLocalCandidate(IceCandidate.CreateHost(_address), _address, _clock.Now);
    }

    internal PeerSession Session { get; }

    /// <summary>Hears of the camera's side of data channels.</summary>
    public IDataChannelObserver? DataChannels { get; init; }

    internal Instant Now => _clock.Now;

    internal int Frames { get; private set; }

    /// <summary>What the endpoint said when the session ended; null before.</summary>
    internal string? Ended => _ended;

    /// <summary>The observer fails whenever it is told something.</summary>
    internal bool Throws { get; init; }

    internal PeerAnswer.Accepted? Answer { get; private set; }

    internal void Accept(PeerAnswer answer)
    {
        Answer = Assert.IsType<PeerAnswer.Accepted>(answer);
        Assert.True(Session.TryAcceptAnswer(Answer.Sdp, _ => Frames++, _clock.Now, out var rejection), rejection?.Message);
    }

    internal string RestartOffer() => Session.CreateRestartOffer(_clock.Now);

    internal void Leave() => Session.End("closed", _clock.Now);

    /// <summary>Sends from the viewer's own address what somebody else made up.</summary>
    internal void Forge(byte[] datagram, int port) => _socket.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Receives for up to a millisecond, and does what is due.</summary>
    internal void Pump()
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (_socket.Poll(_socket.Available > 0 ? 0 : 1000, SelectMode.SelectRead))
        {
            var length = _socket.ReceiveFrom(_buffer, ref from);
            Session.HandleDatagram(new NetworkPath(_address, TransportAddress.From((IPEndPoint)from)), _buffer.AsSpan(0, length), _clock.Now);
            if (_socket.Available == 0)
                break;
        }

        if (Session.NextTimeout <= _clock.Now)
            Session.HandleTimeout(_clock.Now);
        while (Session.TryPollTransmit(_clock.Now, _buffer, out var length, out var path))
            _socket.SendTo(_buffer.AsSpan(0, length), path.Remote.ToIPEndPoint());
        while (Session.TryPollEvent(out _))
        {
        }
    }

    public void LocalCandidate(string candidate, string mid, int mediaLineIndex, string usernameFragment) => Fail();

    public void EndOfLocalCandidates(string usernameFragment) => Fail();

    public void Connected() => Fail();

    void IPeerObserver.Ended(string reason)
    {
        _ended = reason;
        Fail();
    }

    public void Dispose()
    {
        Session.Dispose();
        _socket.Dispose();
        _context.Dispose();
    }

    private void Fail()
    {
        if (Throws)
            throw new InvalidOperationException("The observer is broken.");
    }
}

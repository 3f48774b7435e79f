using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc;

/// <summary>
/// One viewer: ICE, DTLS, SRTP and its media, as one machine without sockets or clocks. It is driven by <see cref="HandleDatagram"/> and
/// <see cref="HandleTimeout"/>; after each, and after anything else that was called, drain <see cref="TryPollTransmit"/> and
/// <see cref="TryPollEvent"/> and come back at <see cref="NextTimeout"/>.
/// </summary>
/// <remarks>Touched by one loop only.</remarks>
public sealed partial class PeerSession : IDisposable
{
    private const int MaximumEvents = 256;
    private const string CanonicalName = "camagent";

    private readonly PeerSessionOptions _options;
    private readonly DtlsContext _dtlsContext;
    private readonly RandomSource _random;
    private readonly IceAgent _ice;
    private readonly Queue<PeerEvent> _events = new();
    private DtlsSession? _dtls;
    private SrtpSender? _protection;
    private SrtpReceiver? _unprotection;
    private VideoSender? _sender;
    private VideoReceiver? _receiver;
    private NegotiatedMedia? _media;
    private DtlsFingerprint? _remoteFingerprint;
    private Instant _connectBy = Instant.Never;
    private Instant _lastAuthentic;

    /// <param name="dtls">Certificate and settings, shared by all sessions.</param>
    /// <param name="role">Who decides on the path: an answerer is controlled, unless the other side is ICE lite.</param>
    public PeerSession(PeerSessionOptions options, DtlsContext dtls, RandomSource random, IceRole role = IceRole.Controlled)
    {
        _options = options;
        _dtlsContext = dtls;
        _random = random;
        _ice = new IceAgent(role, random);
    }

    public PeerState State { get; private set; }

    /// <summary>Why it ended; empty before.</summary>
    public string EndReason { get; private set; } = "";

    /// <summary>Names this session in connectivity checks; changes with an ICE restart.</summary>
    public string LocalUsernameFragment => _ice.LocalCredentials.Ufrag;

    public string LocalPassword => _ice.LocalCredentials.Password;

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    public Instant NextTimeout
    {
        get
        {
            if (State == PeerState.Ended)
                return Instant.Never;
            var next = Instant.Min(_ice.NextTimeout, _connectBy);
            if (_dtls is not null)
                next = Instant.Min(next, _dtls.NextTimeout);
            if (State != PeerState.Connected)
                return next;
            next = Instant.Min(next, LastAuthentic + _options.SilenceTimeout);
            // Reports and media leave by the selected path: without one nothing can be done about them, however overdue they are.
            if (_ice.SelectedPath is null)
                return next;
            if (_sender is not null)
                next = Instant.Min(next, _sender.NextTimeout);
            if (_channels is not null)
                next = Instant.Min(next, _channels.NextTimeout);
            return _receiver is null ? next : Instant.Min(next, _receiver.NextTimeout);
        }
    }

    /// <summary>Takes a datagram from a socket. RTP and RTCP are decrypted in place.</summary>
    /// <returns>False where it is not this session's, or not authentic, or makes no sense: it had no effect.</returns>
    public bool HandleDatagram(in NetworkPath path, Span<byte> datagram, Instant now)
    {
        if (State == PeerState.Ended)
            return false;
        var handled = DatagramClassifier.Classify(datagram) switch
        {
            DatagramKind.Stun => HandleStun(path, datagram, now),
            DatagramKind.Dtls => HandleDtls(path, datagram, now),
            DatagramKind.Rtp => HandleRtp(datagram, now),
            DatagramKind.Rtcp => HandleRtcp(datagram, now),
            _ => false,
        };
        Advance(now);
        return handled;
    }

    /// <summary>True where a connectivity check of this session was answered on this path.</summary>
    internal bool IsValidated(in NetworkPath path) => _ice.IsValidated(path);

    internal NetworkPath? SelectedPath => _ice.SelectedPath;

    public void HandleTimeout(Instant now)
    {
        if (State == PeerState.Ended)
            return;
        if (_ice.NextTimeout <= now)
            _ice.HandleTimeout(now);
        if (_dtls is not null && _dtls.NextTimeout <= now)
            _dtls.HandleTimeout(now);
        _receiver?.HandleTimeout(now);
        if (_channels is not null && _channels.NextTimeout <= now)
            _channels.HandleTimeout(now);
        Advance(now);
        if (State == PeerState.Ended)
            return;
        if (_connectBy <= now)
            End(_ice.SelectedPath is null ? "No path between viewer and camera was found." : "The viewer did not complete the handshake.", now);
        else if (State == PeerState.Connected && now - LastAuthentic >= _options.SilenceTimeout)
            End("The viewer has vanished.", now);
    }

    /// <summary>Gives the next thing that happened.</summary>
    public bool TryPollEvent(out PeerEvent happened) => _events.TryDequeue(out happened!);

    /// <summary>Takes over one reference to a frame, for the viewer's queue.</summary>
    public void Send(SharedFrame frame)
    {
        if (_sender is null || State != PeerState.Connected)
            frame.Release();
        else
            _sender.Enqueue(frame);
        PollKeyFrameRequest();
    }

    /// <summary>Pictures were left out, so that none that follows is of use before the next key frame.</summary>
    public void SkipToKeyFrame()
    {
        _sender?.SkipToKeyFrame();
        PollKeyFrameRequest();
    }

    /// <summary>Ends the session. What says goodbye to the other side can still be polled.</summary>
    public void End(string reason, Instant now)
    {
        if (State == PeerState.Ended)
            return;
        QueueGoodbye(now);
        AbortDataChannels(reason);
        _dtls?.Close(now);
        State = PeerState.Ended;
        EndReason = reason;
    }

    public PeerStatistics Statistics(Instant now)
    {
        var sent = _sender?.Statistics ?? default;
        var pair = _ice.SelectedPair;
        return new PeerStatistics(
            _options.Name,
            State,
            Name(pair?.LocalType),
            Name(pair?.RemoteType),
            pair?.Path.ToString() ?? "",
            sent.RoundTripTime > TimeSpan.Zero ? sent.RoundTripTime : pair?.RoundTripTime,
            sent.FractionLost,
            sent.Packets,
            sent.PayloadBytes + sent.HeaderBytes,
            sent.RetransmittedPackets,
            sent.NackedPackets,
            sent.PictureLossIndications + sent.FullIntraRequests,
            sent.Frames,
            sent.FramesDropped)
        {
            DataChannels = _channels?.Statistics,
        };
    }

    public void Dispose()
    {
        _ice.Close();
        _sender?.Dispose();
        _receiver?.Dispose();
        _protection?.Dispose();
        _unprotection?.Dispose();
        _dtls?.Dispose();
    }

    private static string Name(IceCandidateType? type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        IceCandidateType.Relayed => "relay",
        _ => "",
    };

    // An indication carries no authentication (RFC 8445 §11): it is heard on a path that is known to be the viewer's, and means nothing.
    private bool HandleStun(in NetworkPath path, ReadOnlySpan<byte> message, Instant now) =>
        _ice.HandleStun(path, message, now, out var isAuthentic) && (isAuthentic || _ice.IsValidated(path));

    private Instant LastAuthentic => _ice.LastInbound is { } inbound ? Instant.Max(inbound, _lastAuthentic) : _lastAuthentic;

    private void Advance(Instant now)
    {
        while (_ice.TryPollEvent(out var happened))
            HandleIceEvent(happened, now);
        if (State is not PeerState.Ended)
            AdvanceHandshake(now);
        AdvanceDataChannels(now);
    }

    private void HandleIceEvent(in IceEvent happened, Instant now)
    {
        switch (happened.Kind)
        {
            case IceEventKind.StateChanged when happened.State == IceState.Failed:
                End(State == PeerState.Connected ? "The viewer has vanished." : "No path between viewer and camera was found.", now);
                break;
            case IceEventKind.ResolveName:
                Raise(new PeerEvent.ResolveName(happened.Text!));
                break;
            case IceEventKind.RelayPathFormed:
                Raise(new PeerEvent.RelayPathNeeded(happened.Path!.Value));
                break;
            case IceEventKind.CredentialsRetired:
                Raise(new PeerEvent.UsernameFragmentRetired(happened.Text!));
                break;
        }
    }

    private void Raise(PeerEvent happened)
    {
        if (_events.Count < MaximumEvents)
            _events.Enqueue(happened);
    }
}

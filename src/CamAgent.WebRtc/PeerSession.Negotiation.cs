using System.Diagnostics.CodeAnalysis;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc;

/// <summary>Offer, answer and candidates (RFC 8829, RFC 8838).</summary>
public sealed partial class PeerSession
{
    private readonly List<(IceCandidate Candidate, TransportAddress Base)> _localCandidates = [];
    private ulong _sessionId;
    private ulong _sessionVersion;
    private Ssrc _ssrc;
    private bool _allGathered;
    private SessionDescription? _offer;

    /// <summary>Adds an address of this side. Once described, it is also told as <see cref="PeerEvent.LocalCandidate"/>.</summary>
    /// <param name="base">The socket's address that its datagrams leave from.</param>
    public void AddLocalCandidate(IceCandidate candidate, TransportAddress @base, Instant now)
    {
        _localCandidates.Add((candidate, @base));
        _ice.AddLocalCandidate(candidate, @base, now);
        if (_media is not null && State != PeerState.Ended)
            Raise(new PeerEvent.LocalCandidate(candidate.ToString(), _media.Mid ?? "", _media.LineIndex));
        Advance(now);
    }

    /// <summary>Takes an address back: that of a socket with all that leaves from it, or a mapped one.</summary>
    public void RemoveLocalCandidate(TransportAddress address, TransportAddress @base, Instant now)
    {
        _localCandidates.RemoveAll(local => local.Base == @base && (address == @base || local.Candidate.Address == address));
        _ice.RemoveLocalCandidate(address, @base, now);
        Advance(now);
    }

    /// <summary>Every candidate of this side is known.</summary>
    public void SetAllGathered()
    {
        if (_allGathered)
            return;
        _allGathered = true;
        if (_media is not null)
            Raise(new PeerEvent.EndOfLocalCandidates());
    }

    /// <summary>Takes a candidate of the viewer; null or empty text ends them. What cannot be used is ignored.</summary>
    public void AddRemoteCandidate(string? text, Instant now)
    {
        if (State == PeerState.Ended)
            return;
        if (string.IsNullOrEmpty(text))
            _ice.SetEndOfRemoteCandidates(now);
        else if (IceCandidate.TryParse(text, out var candidate))
            _ = _ice.AddRemoteCandidate(candidate, now);
        Advance(now);
    }

    /// <summary>Answers <see cref="PeerEvent.ResolveName"/>; an unspecified address says that the name has none.</summary>
    public void NameResolved(string name, TransportAddress address, Instant now)
    {
        _ice.SetResolvedName(name, address, now);
        Advance(now);
    }

    /// <summary>Answers a viewer's offer to receive video: the first begins the session, a later one restarts ICE (RFC 8445 §9).</summary>
    /// <param name="stream">What the stream's SPS says.</param>
    public bool TryAcceptOffer(
        string sdp,
        H264ProfileLevelId stream,
        Instant now,
        [NotNullWhen(true)] out string? answer,
        [NotNullWhen(false)] out OfferRejection? rejection)
    {
        answer = null;
        if (!SessionDescription.TryParse(sdp, out var offer, out var fault))
        {
            rejection = new OfferRejection(fault.ToString(), IsMalformed: true);
            return false;
        }

        if (State == PeerState.Ended)
        {
            rejection = new OfferRejection("The session has ended.", IsMalformed: false);
            return false;
        }

        // Looked at before anything changes: an offer that is refused leaves the session as it was.
        if (!OfferAnswer.TryAnswer(offer, Describe(stream), out _, out var media, out var error))
        {
            rejection = new OfferRejection(error.Message, IsMalformed: false);
            return false;
        }

        if (!TryReadRemote(media, out var credentials, out var fingerprint, out rejection))
            return false;
        if (_media is not null && !fingerprint.Equals(_remoteFingerprint))
        {
            rejection = new OfferRejection("A new certificate needs a new session.", IsMalformed: false);
            return false;
        }

        if (_media is not null && _ice.RemoteCredentials?.Ufrag != credentials.Ufrag)
            _ = _ice.Restart(now);
        Begin(media, credentials, fingerprint, now);
        _ = OfferAnswer.TryAnswer(offer, Describe(stream), out var description, out _, out _);
        answer = description!.ToString();
        rejection = null;
        return true;
    }

    /// <summary>What <see cref="AddLocalCandidate"/> was given, as <c>candidate:</c> values.</summary>
    public IReadOnlyList<string> LocalCandidates => _localCandidates.ConvertAll(local => local.Candidate.ToString());

    /// <summary>
    /// Restarts ICE (RFC 8445 §9) with the viewer's new credentials, where no description is exchanged; this side's new ones are then to be
    /// signaled. Credentials that are the viewer's already are the same request over again: they restart nothing.
    /// </summary>
    /// <returns>False where there is nothing to restart: not described yet, or ended.</returns>
    public bool TryRestart(IceCredentials remote, Instant now)
    {
        if (State == PeerState.Ended || _media is null)
            return false;
        if (_ice.RemoteCredentials != remote)
            _ = _ice.Restart(now);
        _ice.SetRemoteCredentials(remote, now);
        Advance(now);
        return true;
    }

    /// <summary>The viewer's side of <see cref="TryRestart"/>, after <see cref="CreateRestartOffer"/>: the camera's new credentials have come.</summary>
    internal void AcceptRestart(IceCredentials remote, Instant now)
    {
        _ice.SetRemoteCredentials(remote, now);
        Advance(now);
    }

    /// <summary>Offers to receive video: the viewer's side, for simulations, measurements and the light viewer.</summary>
    public string CreateOffer()
    {
        _offer = OfferAnswer.CreateOffer(Describe(H264ProfileLevelId.ConstrainedBaseline31), SdpDirection.ReceiveOnly);
        return _offer.ToString();
    }

    /// <summary>Offers again with new ICE credentials (RFC 8445 §9): the way to the other side is looked for anew while the old one serves.</summary>
    public string CreateRestartOffer(Instant now)
    {
        _ = _ice.Restart(now);
        return CreateOffer();
    }

    /// <summary>Takes the answer to <see cref="CreateOffer"/> or <see cref="CreateRestartOffer"/>.</summary>
    /// <param name="handler">Gets what is received.</param>
    public bool TryAcceptAnswer(string sdp, ReceivedAccessUnitHandler handler, Instant now, [NotNullWhen(false)] out OfferRejection? rejection)
    {
        if (_offer is null || !SessionDescription.TryParse(sdp, out var answer, out _))
        {
            rejection = new OfferRejection("The answer is no session description.", IsMalformed: true);
            return false;
        }

        if (!OfferAnswer.TryAcceptAnswer(_offer, answer, out var media, out var error))
        {
            rejection = new OfferRejection(error.Message, IsMalformed: false);
            return false;
        }

        if (!TryReadRemote(media, out var credentials, out var fingerprint, out rejection))
            return false;
        _receiver ??= new VideoReceiver(
            new VideoReceiverOptions { LocalSsrc = _ssrc, CanonicalName = "camagent-viewer", PayloadType = media.PayloadType, ReducedSize = media.ReducedSizeRtcp },
            _random,
            handler);
        Begin(media, credentials, fingerprint, now);
        return true;
    }

    private void Begin(NegotiatedMedia media, IceCredentials credentials, DtlsFingerprint fingerprint, Instant now)
    {
        if (_media is null)
        {
            State = PeerState.Connecting;
            _connectBy = now + _options.ConnectTimeout;
            _lastAuthentic = now;
        }

        _media = media;
        _remoteFingerprint = fingerprint;
        _sessionVersion++;
        if (_receiver is null && media.HasVideo)
            _sender ??= CreateSender(media);
        _ice.SetRemoteCredentials(credentials, now);
        foreach (var text in media.RemoteIce.Candidates)
            AddRemoteCandidate(text, now);
        if (media.RemoteIce.EndOfCandidates)
            _ice.SetEndOfRemoteCandidates(now);
        Advance(now);
    }

    private VideoSender CreateSender(NegotiatedMedia media) => new(
        new VideoSenderOptions
        {
            Ssrc = _ssrc,
            PayloadType = media.PayloadType,
            CanonicalName = CanonicalName,
            Mid = media.Mid,
            HeaderExtensions = media.HeaderExtensions,
            PlayoutDelay = default(PlayoutDelay),
            Retransmit = media.Feedback.HasFlag(RtcpFeedback.Nack),
        },
        _options.Clock,
        _random);

    private LocalMediaParameters Describe(H264ProfileLevelId stream)
    {
        if (_sessionId == 0)
        {
            // RFC 8866 §5.2 and RFC 8829 §5.2.1: below 2^63.
            _sessionId = (_random.NextUInt64() >> 1) | 1;
            _ssrc = new Ssrc(_random.NextUInt32());
        }

        return new LocalMediaParameters
        {
            SessionId = _sessionId,
            SessionVersion = _sessionVersion + 1,
            IceUsernameFragment = LocalUsernameFragment,
            IcePassword = LocalPassword,
            Fingerprint = _options.Fingerprint,
            Candidates = LocalCandidates,
            EndOfCandidates = _allGathered,
            Ssrc = _ssrc,
            CanonicalName = CanonicalName,
            ProfileLevelId = stream,
            HeaderExtensions = [HeaderExtensions.MidUri, HeaderExtensions.PlayoutDelayUri],
            DataChannels = _options.DataChannels is not null,
        };
    }

    private static bool TryReadRemote(
        NegotiatedMedia media,
        [NotNullWhen(true)] out IceCredentials? credentials,
        [NotNullWhen(true)] out DtlsFingerprint? fingerprint,
        [NotNullWhen(false)] out OfferRejection? rejection)
    {
        fingerprint = null;
        rejection = null;
        if (!IceCredentials.TryCreate(media.RemoteIce.UsernameFragment, media.RemoteIce.Password, out credentials))
        {
            rejection = new OfferRejection("The description's ice-ufrag or ice-pwd is not valid.", IsMalformed: false);
            return false;
        }

        // RFC 8122 §5: several may stand there; SHA-256 is what everybody has.
        var best = media.RemoteFingerprints.FirstOrDefault(candidate => candidate.HashFunction == "sha-256") ?? media.RemoteFingerprints[0];
        if (DtlsFingerprint.TryParse(best.HashFunction, best.Value, out fingerprint))
            return true;
        rejection = new OfferRejection("The description's certificate fingerprint is not valid.", IsMalformed: false);
        return false;
    }
}

using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Mdns;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>
/// One UDP port that serves every viewer, and the one thread that touches their sessions: it polls the sockets, hands each datagram
/// to the session it belongs to, fans frames out, keeps the timers and sends. Everything else talks to it by posting.
/// </summary>
public sealed partial class WebRtcEndpoint : IAsyncDisposable
{
    private readonly WebRtcEndpointOptions _options;
    private readonly DtlsContext _dtls;
    private readonly SdpFingerprint _fingerprint;
    private readonly RandomSource _random;
    private readonly MonotonicClock _clock;
    private readonly AddressWatch _addressWatch;
    private readonly NtpClock _ntpClock;
    private readonly UdpSocketSet _sockets = new();
    private readonly SendBatch _batch;
    private readonly RelaySet _relays;
    private readonly WakeUp _wakeUp = new();
    private readonly FrameInbox _frames = new();
    private readonly FrameFanOut _fanOut;
    private readonly KeyFrameRequests _keyFrameRequests;
    private readonly ServerReflexiveGatherer _gatherer;
    private readonly MdnsResolver _resolver;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MulticastDnsSocket? _multicast;
    private Thread? _thread;
    private int _streamProfile = 0x42E01F;
    private volatile bool _stopping;
    private volatile EndpointStatistics _statistics = EndpointStatistics.Empty;

    /// <param name="certificate">The camera's lasting certificate, whose fingerprint viewers pin.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is not there.</exception>
    public WebRtcEndpoint(WebRtcEndpointOptions options, DtlsCertificate certificate, RandomSource random, TimeProvider time)
    {
        _options = options;
        _random = random;
        _dtls = DtlsContext.Create(certificate, options.SrtpProfiles ?? SrtpProfilePreference.Default);
        _fingerprint = SdpFingerprint.TryParse($"{certificate.Fingerprint.HashName} {certificate.Fingerprint}", out var fingerprint)
            ? fingerprint
            : throw new ArgumentException("The certificate has no fingerprint.", nameof(certificate));
        _clock = new MonotonicClock(time);
        _addressWatch = new AddressWatch(time, options.IncludeLoopback, OnAddressesChanged);
        _ntpClock = new NtpClock(time.GetUtcNow(), _clock.Now);
        _relays = new RelaySet(new RelayHost(this), random, time);
        _batch = new SendBatch(_sockets, _relays);
        _fanOut = new FrameFanOut(new FramePool(), new H264Packetizer(PayloadBudget.Default));
        _fanOut.Add(new LoopConsumer(this));
        _keyFrameRequests = new KeyFrameRequests(options.StartBitrate);
        _gatherer = new ServerReflexiveGatherer(random);
        _resolver = new MdnsResolver();
    }

    /// <summary>On the capture thread: frames cross to the media loop here.</summary>
    private sealed class LoopConsumer(WebRtcEndpoint endpoint) : IFrameConsumer
    {
        public void OnFrame(SharedFrame frame)
        {
            if (endpoint._frames.TryEnqueue(frame))
                endpoint._wakeUp.Signal();
        }
    }
}

using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Simulation;

/// <summary>A camera's session and a viewer's, on a virtual network, under virtual time.</summary>
internal sealed class PeerPair : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DtlsCertificate CameraCertificate = DtlsCertificate.Create(Day, Day.AddYears(1));
    private static readonly DtlsCertificate ViewerCertificate = DtlsCertificate.Create(Day, Day.AddYears(1));
    private static readonly TransportAddress CameraAddress = TransportAddress.FromBytes([192, 0, 2, 1], 5000);
    private static readonly TransportAddress ViewerAddress = TransportAddress.FromBytes([192, 0, 2, 2], 6000);

    private readonly FramePool _pool = new();
    private readonly FrameFanOut _fanOut;
    private readonly byte[] _buffer = new byte[1500];
    private readonly Random _random;
    private readonly DtlsContext _cameraContext;
    private readonly DtlsContext _viewerContext;

    internal PeerPair(
        int seed, LinkConditions conditions, SrtpProfile? profile = null, IDataChannelObserver? atCamera = null, IDataChannelObserver? atViewer = null)
    {
        _random = new Random(seed);
        IReadOnlyList<SrtpProfile> profiles = profile is { } only ? [only] : SrtpProfilePreference.Default;
        _cameraContext = DtlsContext.Create(CameraCertificate, profiles);
        _viewerContext = DtlsContext.Create(ViewerCertificate, profiles);
        Network = new VirtualNetwork(seed, conditions);
        Camera = Create("camera", CameraCertificate, _cameraContext, new SeededRandomSource(seed), IceRole.Controlled, atCamera);
        Viewer = Create("viewer", ViewerCertificate, _viewerContext, new SeededRandomSource(seed + 1), IceRole.Controlling, atViewer);
        Camera.AddLocalCandidate(IceCandidate.CreateHost(CameraAddress), CameraAddress, Now);
        Viewer.AddLocalCandidate(IceCandidate.CreateHost(ViewerAddress), ViewerAddress, Now);
        Network.Attach(CameraAddress, (path, datagram) => Camera.HandleDatagram(path, datagram, Now));
        Network.Attach(ViewerAddress, (path, datagram) => Viewer.HandleDatagram(path, datagram, Now));
        _fanOut = new FrameFanOut(_pool, new H264Packetizer(PayloadBudget.Default));
        _fanOut.Add(new ToCamera(this));
    }

    internal VirtualNetwork Network { get; }

    internal PeerSession Camera { get; }

    internal PeerSession Viewer { get; }

    internal Instant Now { get; private set; } = new(TimeSpan.TicksPerSecond);

    /// <summary>Checksums of what the viewer got, by the picture number that each access unit carries.</summary>
    internal Dictionary<int, int> Received { get; } = [];

    internal Dictionary<int, int> Published { get; } = [];

    internal int KeyFramesRequested { get; private set; }

    internal int FramesOutstanding => _pool.Outstanding;

    internal void Negotiate() => Negotiate(Viewer.CreateOffer());

    /// <summary>The viewer restarts ICE in the session that is under way.</summary>
    internal void Restart() => Negotiate(Viewer.CreateRestartOffer(Now));

    /// <summary>The viewer restarts ICE; credentials and candidates are exchanged, no description goes either way.</summary>
    internal void RestartByCredentials()
    {
        _ = Viewer.CreateRestartOffer(Now);
        Assert.True(Camera.TryRestart(ViewerCredentials, Now));
        Assert.True(IceCredentials.TryCreate(Camera.LocalUsernameFragment, Camera.LocalPassword, out var camera));
        Viewer.AcceptRestart(camera, Now);
        foreach (var candidate in Camera.LocalCandidates)
            Viewer.AddRemoteCandidate(candidate, Now);
    }

    internal IceCredentials ViewerCredentials =>
        IceCredentials.TryCreate(Viewer.LocalUsernameFragment, Viewer.LocalPassword, out var credentials) ? credentials : throw new InvalidOperationException();

    internal HashSet<string> RetiredByCamera { get; } = new(StringComparer.Ordinal);

    /// <summary>The camera's network goes away.</summary>
    internal void RemoveCamerasAddress()
    {
        Camera.RemoveLocalCandidate(CameraAddress, CameraAddress, Now);
        Drain();
    }

    private void Negotiate(string offer)
    {
        Assert.True(Camera.TryAcceptOffer(offer, H264ProfileLevelId.ConstrainedBaseline31, Now, out var answer, out var rejection), rejection?.Message);
        Assert.True(Viewer.TryAcceptAnswer(answer, OnAccessUnit, Now, out rejection), rejection?.Message);
    }

    /// <summary>Lets virtual time pass until the condition holds or the limit is reached.</summary>
    /// <returns>Whether the condition came to hold.</returns>
    internal bool Run(TimeSpan limit, Func<bool> until)
    {
        var end = Now + limit;
        Drain();
        for (var rounds = 0; !until(); rounds++)
        {
            if (rounds > 1_000_000)
                throw new InvalidOperationException("The sessions ask to be woken again and again without time passing.");
            var next = Instant.Min(Network.NextArrival, Instant.Min(Camera.NextTimeout, Viewer.NextTimeout));
            if (next > end)
            {
                Now = end;
                return until();
            }

            Now = Instant.Max(Now, next);
            Network.Deliver(Now);
            if (Camera.NextTimeout <= Now)
                Camera.HandleTimeout(Now);
            if (Viewer.NextTimeout <= Now)
                Viewer.HandleTimeout(Now);
            Drain();
        }

        return true;
    }

    internal bool Connect(TimeSpan limit) => Run(limit, () => Camera.State == PeerState.Connected && Viewer.State == PeerState.Connected);

    /// <summary>Publishes one picture and takes the camera's packets away, without a network: what is left is the sender's own work.</summary>
    internal int SendIntoTheVoid(ReadOnlySpan<byte> accessUnit)
    {
        Now += TimeSpan.FromMilliseconds(33);
        _ = _fanOut.Publish(accessUnit, Now);
        var packets = 0;
        while (Camera.TryPollTransmit(Now, _buffer, out _, out _))
            packets++;
        return packets;
    }

    /// <summary>Publishes pictures at 30 a second; a key frame first, and whenever one was asked for.</summary>
    internal void Stream(int pictures, int bytes)
    {
        for (var i = 0; i < pictures; i++)
        {
            var number = Published.Count;
            var isKeyFrame = number == 0 || KeyFramesRequested > 0;
            KeyFramesRequested = 0;
            var unit = AccessUnit(number, isKeyFrame, isKeyFrame ? bytes * 4 : bytes);
            Published[number] = Checksum(unit);
            _ = _fanOut.Publish(unit, Now);
            Drain();
            _ = Run(TimeSpan.FromMilliseconds(33), () => false);
        }
    }

    public void Dispose()
    {
        Camera.Dispose();
        Viewer.Dispose();
        _cameraContext.Dispose();
        _viewerContext.Dispose();
    }

    private PeerSession Create(string name, DtlsCertificate certificate, DtlsContext context, RandomSource random, IceRole role, IDataChannelObserver? channels)
    {
        Assert.True(SdpFingerprint.TryParse($"{certificate.Fingerprint.HashName} {certificate.Fingerprint}", out var fingerprint));
        var options = new PeerSessionOptions { Name = name, Fingerprint = fingerprint, Clock = new NtpClock(Day, Now), DataChannels = channels };
        return new PeerSession(options, context, random, role);
    }

    private void Drain()
    {
        Drain(Camera);
        Drain(Viewer);
    }

    private void Drain(PeerSession session)
    {
        while (session.TryPollTransmit(Now, _buffer, out var length, out var path))
            Network.Send(path, _buffer.AsSpan(0, length), Now);
        while (session.TryPollEvent(out var happened))
        {
            KeyFramesRequested += happened is PeerEvent.KeyFrameRequested ? 1 : 0;
            if (happened is PeerEvent.UsernameFragmentRetired retired && session == Camera)
                RetiredByCamera.Add(retired.UsernameFragment);
        }
    }

    private void OnAccessUnit(ReceivedAccessUnit unit)
    {
        var data = unit.AnnexB;
        // The number stands in the last NAL unit, behind its type and the first_mb_in_slice bit.
        var start = data.LastIndexOf((ReadOnlySpan<byte>)[0, 0, 1]) + 5;
        var number = data[start] | (data[start + 1] << 8);
        Received[number] = Checksum(data);
    }

    internal byte[] AccessUnit(int number, bool isKeyFrame, int bytes)
    {
        var slice = new byte[bytes];
        for (var i = 0; i < bytes; i++)
            slice[i] = (byte)_random.Next(3, 256);
        slice[0] = 0x80;
        slice[1] = (byte)number;
        slice[2] = (byte)(number >> 8);
        byte[] parameterSets = isKeyFrame ? [0, 0, 0, 1, 0x67, 0x42, 0xE0, 0x1F, 0x8C, 0, 0, 0, 1, 0x68, 0xCE, 0x3C, 0x80] : [];
        return [.. parameterSets, 0, 0, 0, 1, (byte)(isKeyFrame ? 0x65 : 0x41), .. slice];
    }

    private static int Checksum(ReadOnlySpan<byte> data)
    {
        var hash = new HashCode();
        hash.AddBytes(data);
        return hash.ToHashCode();
    }

    private sealed class ToCamera(PeerPair pair) : IFrameConsumer
    {
        public void OnFrame(SharedFrame frame) => pair.Camera.Send(frame);
    }
}

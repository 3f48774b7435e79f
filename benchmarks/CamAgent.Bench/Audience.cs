using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.Bench;

/// <summary>Light viewers of one sender, all driven by one thread.</summary>
internal sealed unsafe class Audience : IDisposable
{
    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly DtlsContext _dtls;
    private readonly SdpFingerprint _fingerprint;
    private readonly HttpClient _http = new();
    private readonly byte[] _buffer = new byte[2048];
    private readonly List<LightViewer> _viewers = [];

    internal Audience()
    {
        var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _dtls = DtlsContext.Create(certificate, SrtpProfilePreference.Default);
        _ = SdpFingerprint.TryParse($"{certificate.Fingerprint.HashName} {certificate.Fingerprint}", out var fingerprint);
        _fingerprint = fingerprint!;
    }

    internal IReadOnlyList<LightViewer> Viewers => _viewers;

    /// <summary>Adds a viewer and drives all until it has its first frame.</summary>
    internal void Join(Uri whep)
    {
        var viewer = new LightViewer(_dtls, _fingerprint, LocalAddress(), _clock);
        _viewers.Add(viewer);
        var offering = viewer.OfferAsync(_http, whep);
        RunUntil(() => offering.IsCompleted, TimeSpan.FromSeconds(10), except: viewer);
        offering.GetAwaiter().GetResult();
        RunUntil(() => viewer.FirstFrame is not null, TimeSpan.FromSeconds(15), except: null);
        if (viewer.FirstFrame is null)
            throw new InvalidOperationException($"A viewer sees nothing ({viewer.State} {viewer.EndReason}).");
    }

    internal void Run(TimeSpan time) => RunUntil(() => false, time, except: null);

    public void Dispose()
    {
        foreach (var viewer in _viewers)
        {
            viewer.Leave(_buffer);
            viewer.Dispose();
        }

        _dtls.Dispose();
        _http.Dispose();
    }

    // The viewer whose offer is on its way belongs to the thread that posts it.
    private void RunUntil(Func<bool> done, TimeSpan limit, LightViewer? except)
    {
        var end = _clock.Now + limit;
        var active = _viewers.Where(viewer => viewer != except).ToList();
        var descriptors = active.ConvertAll(viewer => new LibC.PollDescriptor { Descriptor = viewer.Descriptor, Events = LibC.PollIn }).ToArray();
        var timeout = new LibC.TimeSpec { Nanoseconds = 5_000_000 };
        while (!done() && _clock.Now < end)
        {
            fixed (LibC.PollDescriptor* pointer = descriptors)
                _ = LibC.Poll(pointer, (nuint)descriptors.Length, &timeout, 0);
            foreach (var viewer in active)
                viewer.Advance(_buffer);
        }
    }

    // Senders that offer no loopback candidates are reached on the machine's own address; the packets stay on loopback all the same.
    private static TransportAddress LocalAddress()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
        return TransportAddress.From(address, 0);
    }
}

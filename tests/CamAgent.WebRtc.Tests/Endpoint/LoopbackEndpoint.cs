using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Tests.Rtp;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>A real endpoint that knows of the loopback interface only, unless a test says otherwise.</summary>
internal sealed class LoopbackEndpoint : IAsyncDisposable
{
    internal static readonly TransportAddress Loopback = TransportAddress.FromBytes([127, 0, 0, 1], 0);
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(Day, Day.AddYears(1));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal LoopbackEndpoint(WebRtcEndpointOptions? options = null, Action<WebRtcEndpoint>? prepare = null)
    {
        Endpoint = new WebRtcEndpoint(options ?? new WebRtcEndpointOptions(), Certificate, SecureRandomSource.Instance, TimeProvider.System);
        Endpoint.AddressWatch.Find = () => Addresses;
        prepare?.Invoke(Endpoint);
        Endpoint.Start();
    }

    internal WebRtcEndpoint Endpoint { get; }

    /// <summary>What the system says from now on; null: nothing.</summary>
    internal volatile IReadOnlyList<TransportAddress>? Addresses = [Loopback];

    /// <summary>Negotiates, and waits until both sides can carry media.</summary>
    internal async Task ConnectAsync(LoopbackViewer viewer, string session)
    {
        await OfferAsync(viewer, session);
        Run(() => viewer.Session.State == PeerState.Connected, viewer);
    }

    internal async Task OfferAsync(LoopbackViewer viewer, string session) =>
        viewer.Accept(await Endpoint.OfferAsync(session, viewer.Session.CreateOffer(), viewer, isNew: true));

    internal void PublishKeyFrame() => Endpoint.Publish(H264Samples.KeyFrame(4000), TimeProvider.System.GetTimestamp());

    /// <summary>Streams key frames until each viewer has got another one.</summary>
    internal void Stream(params LoopbackViewer[] viewers)
    {
        var before = viewers.Select(viewer => viewer.Frames).ToArray();
        Run(
            () =>
            {
                PublishKeyFrame();
                return viewers.Index().All(viewer => viewer.Item.Frames > before[viewer.Index]);
            },
            viewers);
    }

    /// <summary>Lets the viewers work until the condition holds; it has to within the deadline.</summary>
    internal void Run(Func<bool> until, params LoopbackViewer[] viewers)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!until())
        {
            Assert.False(Endpoint.Completion.IsCompleted, $"The loop has ended: {Endpoint.Completion.Exception}");
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience, "The condition did not come to hold.");
            foreach (var viewer in viewers)
                viewer.Pump();
            if (viewers.Length == 0)
                Thread.Yield();
        }
    }

    /// <summary>Waits until the loop has done what was posted before.</summary>
    internal async Task SettleAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(Endpoint.TryPost(done.SetResult));
        await done.Task;
    }

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();
}

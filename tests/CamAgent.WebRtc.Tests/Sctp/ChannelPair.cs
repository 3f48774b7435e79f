using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Tests.Simulation;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>A camera's data channels and a viewer's, joined by a simulated link.</summary>
internal sealed class ChannelPair
{
    private readonly byte[] _buffer = new byte[2048];

    internal ChannelPair(int seed, LinkConditions conditions, SctpOptions? camera = null, SctpOptions? viewer = null)
    {
        Link = new PacketLink(seed, conditions);
        var memory = new SctpMemory();
        Camera = new DataChannelSet(camera ?? SctpOptions.Default, memory, new SeededRandomSource(seed), isDtlsClient: true, AtCamera);
        Viewer = new DataChannelSet(viewer ?? SctpOptions.Default, memory, new SeededRandomSource(seed + 1_000_000), isDtlsClient: false, AtViewer);
    }

    internal PacketLink Link { get; }

    internal Instant Now { get; private set; } = new(1_000_000);

    internal RecordingObserver AtCamera { get; } = new();

    internal RecordingObserver AtViewer { get; } = new();

    internal DataChannelSet Camera { get; }

    internal DataChannelSet Viewer { get; }

    /// <summary>Both begin, as WebRTC has it, and the association is there.</summary>
    internal static ChannelPair Connected(int seed = 1, LinkConditions? conditions = null, SctpOptions? camera = null, SctpOptions? viewer = null)
    {
        var pair = new ChannelPair(seed, conditions ?? LinkConditions.Perfect, camera, viewer);
        pair.Camera.Connect(pair.Now);
        pair.Viewer.Connect(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromSeconds(30), () => pair is { Camera.State: SctpState.Established, Viewer.State: SctpState.Established }), pair.ToString());
        return pair;
    }

    /// <summary>A channel that the viewer opens, as both see it.</summary>
    internal (DataChannel Viewers, DataChannel Cameras) Open(DataChannelOptions? options = null)
    {
        var opened = Viewer.Open(options ?? new DataChannelOptions { Label = "test" }, Now);
        Assert.NotNull(opened);
        Assert.True(Run(TimeSpan.FromSeconds(30), () => opened.State == DataChannelState.Open), ToString());
        return (opened, Camera.Find(opened.Id)!);
    }

    /// <summary>Lets time pass until the condition holds.</summary>
    /// <returns>False where it never did.</returns>
    internal bool Run(TimeSpan limit, Func<bool> done)
    {
        var end = Now + limit;
        while (true)
        {
            Drain(Camera, to: 1);
            Drain(Viewer, to: 0);
            if (done())
                return true;
            var next = Instant.Min(Link.NextArrival, Instant.Min(Camera.NextTimeout, Viewer.NextTimeout));
            if (next > end)
            {
                Now = end;
                return false;
            }

            Now = Instant.Max(Now, next);
            if (Camera.NextTimeout <= Now)
                Camera.HandleTimeout(Now);
            if (Viewer.NextTimeout <= Now)
                Viewer.HandleTimeout(Now);
            while (Link.TryDeliver(Now, out var to, out var packet))
            {
                _ = (to == 0 ? Camera : Viewer).HandlePacket(packet, Now);
                Drain(Camera, to: 1);
                Drain(Viewer, to: 0);
            }
        }
    }

    internal void Run(TimeSpan time) => _ = Run(time, () => false);

    public override string ToString() =>
        $"at {Now}: camera {Camera.State} '{Camera.EndReason}' {Camera.Statistics}; viewer {Viewer.State} '{Viewer.EndReason}' {Viewer.Statistics}";

    private void Drain(DataChannelSet set, int to)
    {
        while (set.TryPollTransmit(Now, _buffer, out var length))
            Link.Send(to, _buffer.AsSpan(0, length), Now);
    }
}

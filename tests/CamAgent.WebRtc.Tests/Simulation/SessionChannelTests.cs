using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Tests.Sctp;

namespace CamAgent.WebRtc.Tests.Simulation;

/// <summary>Data channels beside video, over ICE and DTLS.</summary>
public sealed class SessionChannelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RecordingObserver _atCamera = new();
    private readonly RecordingObserver _atViewer = new();

    [Fact]
    public void Messages_flow_both_ways_while_every_picture_arrives_whole()
    {
        using var pair = Connect(1);
        var channel = Open(pair);
        _atCamera.OnMessage = (echo, content) => echo.TrySend(content, isBinary: true);
        for (var i = 0; i < 50; i++)
        {
            pair.Viewer.UseDataChannels(pair.Now);
            Assert.True(channel.TrySend(new byte[10_000], isBinary: true));
            pair.Stream(1, 5000);
        }

        Assert.True(pair.Run(Patience, () => _atViewer.Of(channel).Count == 50));
        Assert.Equal(pair.Published, pair.Received);
        Assert.NotNull(pair.Camera.Statistics(pair.Now).DataChannels);
    }

    [Fact]
    public void Both_sides_open_channels_and_their_ids_do_not_meet()
    {
        using var pair = Connect(2);
        var viewers = Open(pair);
        var cameras = pair.Camera.OpenDataChannel(new DataChannelOptions { Label = "camera's" }, pair.Now)!;
        Assert.True(pair.Run(Patience, () => cameras.State == DataChannelState.Open));
        // The answerer is active here, so the DTLS client, whose ids are even.
        Assert.Equal((1, 0), (viewers.Id, cameras.Id));
        Assert.Equal("camera's", pair.Viewer.FindDataChannel(0)!.Label);
    }

    [Fact]
    public void The_end_of_the_session_closes_the_channels_of_both_sides()
    {
        using var pair = Connect(3);
        var channel = Open(pair);
        pair.Viewer.End("closed", pair.Now);
        Assert.Equal(DataChannelState.Closed, channel.State);
        Assert.True(pair.Run(TimeSpan.FromMilliseconds(100), () => pair.Camera.State == PeerState.Ended));
        Assert.Single(_atCamera.ClosedChannels);
        Assert.Single(_atViewer.ClosedChannels);
    }

    [Fact]
    public void A_side_without_an_observer_rejects_the_line_and_the_picture_is_there_all_the_same()
    {
        using var pair = new PeerPair(4, LinkConditions.Perfect, atViewer: _atViewer);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience));
        Assert.Null(pair.Viewer.OpenDataChannel(new DataChannelOptions { Label = "nobody" }, pair.Now));
        pair.Stream(10, 5000);
        pair.Run(TimeSpan.FromSeconds(1), () => false);
        Assert.Equal(pair.Published, pair.Received);
    }

    [Fact]
    public void An_ICE_restart_keeps_the_channels()
    {
        using var pair = Connect(5);
        var channel = Open(pair);
        pair.Restart();
        pair.Stream(30, 4000);
        pair.Viewer.UseDataChannels(pair.Now);
        Assert.True(channel.TrySend("still here"u8, isBinary: false));
        Assert.True(pair.Run(Patience, () => _atCamera.Messages.Count == 1));
    }

    [Fact]
    public void A_viewer_that_only_sends_data_is_alive()
    {
        using var pair = Connect(6);
        var channel = Open(pair);
        for (var i = 0; i < 60; i++)
        {
            pair.Viewer.UseDataChannels(pair.Now);
            Assert.True(channel.TrySend([1], isBinary: true));
            pair.Run(TimeSpan.FromMilliseconds(500), () => false);
        }

        Assert.Equal((PeerState.Connected, 60), (pair.Camera.State, _atCamera.Messages.Values.Single().Count));
    }

    [Fact]
    public void Lossy_links_deliver_every_message_once_and_in_order()
    {
        for (var seed = 100; seed < 120; seed++)
        {
            var (atCamera, atViewer) = (new RecordingObserver(), new RecordingObserver());
            var random = new Random(seed);
            using var pair = new PeerPair(
                seed, new LinkConditions(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20), random.NextDouble() * 0.1, 0.02), null, atCamera, atViewer);
            pair.Negotiate();
            Assert.True(pair.Connect(Patience), $"seed {seed}");
            var channel = pair.Viewer.OpenDataChannel(new DataChannelOptions { Label = "lossy link" }, pair.Now)!;
            for (var i = 0; i < 20; i++)
            {
                pair.Viewer.UseDataChannels(pair.Now);
                Assert.True(channel.TrySend(BitConverter.GetBytes(i).Concat(new byte[random.Next(5000)]).ToArray(), isBinary: true));
            }

            Assert.True(pair.Run(TimeSpan.FromMinutes(2), () => atCamera.Messages.Values.SingleOrDefault()?.Count == 20), $"seed {seed}");
            Assert.Equal(Enumerable.Range(0, 20), atCamera.Messages.Values.Single().Select(message => BitConverter.ToInt32(message.Content)));
        }
    }

    private PeerPair Connect(int seed)
    {
        var pair = new PeerPair(seed, LinkConditions.Perfect, null, _atCamera, _atViewer);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience));
        return pair;
    }

    private static DataChannel Open(PeerPair pair)
    {
        var channel = pair.Viewer.OpenDataChannel(new DataChannelOptions { Label = "test" }, pair.Now)!;
        Assert.True(pair.Run(Patience, () => channel.State == DataChannelState.Open));
        return channel;
    }
}

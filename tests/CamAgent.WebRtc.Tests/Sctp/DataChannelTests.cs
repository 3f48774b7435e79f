using System.Text;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 8831, RFC 8832.</summary>
public sealed class DataChannelTests
{
    [Fact]
    public void A_channel_arrives_with_all_that_it_was_opened_with()
    {
        var pair = ChannelPair.Connected();
        DataChannelOptions[] all =
        [
            new() { Label = "" },
            new() { Label = "Türklingel 🔔", Protocol = "jsonrpc" },
            new() { Label = "unordered", IsOrdered = false },
            new() { Label = "twice", MaximumRetransmissions = 1 },
            new() { Label = "unordered, never again", IsOrdered = false, MaximumRetransmissions = 0 },
            new() { Label = "soon", MaximumLifetime = TimeSpan.FromMilliseconds(1500) },
        ];
        foreach (var options in all)
            Assert.Equal(options, pair.Open(options).Cameras.Options);
    }

    [Fact]
    public void Both_sides_open_without_asking_and_their_ids_do_not_meet()
    {
        var pair = ChannelPair.Connected();
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(pair.Camera.Open(new DataChannelOptions { Label = $"camera {i}" }, pair.Now));
            Assert.NotNull(pair.Viewer.Open(new DataChannelOptions { Label = $"viewer {i}" }, pair.Now));
        }

        pair.Run(TimeSpan.FromSeconds(1));
        // The camera is the DTLS client here: even ids (RFC 8832 §6).
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], pair.Camera.Channels.Select(channel => (int)channel.Id).Order());
        Assert.All(pair.Camera.Channels, channel => Assert.Equal(channel.Id % 2 == 0, channel.Label.StartsWith("camera", StringComparison.Ordinal)));
        Assert.All(pair.Camera.Channels.Concat(pair.Viewer.Channels), channel => Assert.Equal(DataChannelState.Open, channel.State));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1131)]
    [InlineData(1132)]
    [InlineData(1133)]
    [InlineData(65_536)]
    [InlineData(256 * 1024)]
    public void Messages_of_every_length_arrive_as_what_they_are(int length)
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open();
        var content = new byte[length];
        new Random(length).NextBytes(content);
        pair.Viewer.Enter(pair.Now);
        Assert.True(viewers.TrySend(content, isBinary: true));
        Assert.True(viewers.TrySend(content, isBinary: false));
        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => pair.AtCamera.Of(cameras).Count == 2));
        Assert.Equal([true, false], pair.AtCamera.Of(cameras).Select(message => message.IsBinary));
        Assert.All(pair.AtCamera.Of(cameras), message => Assert.Equal(content, message.Content));
    }

    [Fact]
    public void A_message_longer_than_the_other_side_takes_is_refused_here()
    {
        var pair = ChannelPair.Connected(viewer: SctpOptions.Default with { MaximumOutgoingMessage = 16 * 1024 });
        var (viewers, _) = pair.Open();
        Assert.Equal(16 * 1024, viewers.MaximumMessageSize);
        Assert.False(viewers.TrySend(new byte[(16 * 1024) + 1], isBinary: true));
        Assert.True(viewers.TrySend(new byte[16 * 1024], isBinary: true));
    }

    [Fact]
    public void A_full_channel_refuses_and_says_when_there_is_room()
    {
        var pair = ChannelPair.Connected();
        var (viewers, _) = pair.Open();
        pair.Viewer.Enter(pair.Now);
        var message = new byte[16 * 1024];
        var accepted = 0;
        while (viewers.TrySend(message, isBinary: true))
            accepted++;
        Assert.InRange(accepted, 40, 64);
        Assert.Equal(accepted * message.Length, viewers.BufferedAmount);
        Assert.Empty(pair.AtViewer.WritableChannels);
        var most = 0;
        pair.AtViewer.OnWritable = channel => most = channel.BufferedAmount;
        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => pair.AtViewer.WritableChannels.Count > 0));
        Assert.InRange(most, 1, 512 * 1024);
        Assert.True(viewers.TrySend(message, isBinary: true));
        pair.Run(TimeSpan.FromSeconds(10));
        Assert.Single(pair.AtViewer.WritableChannels);
    }

    [Fact]
    public void A_long_transfer_does_not_hold_up_a_short_message()
    {
        var pair = ChannelPair.Connected();
        var (bulk, _) = pair.Open(new DataChannelOptions { Label = "bulk" });
        var (control, cameras) = pair.Open(new DataChannelOptions { Label = "control" });
        pair.Viewer.Enter(pair.Now);
        for (var i = 0; i < 45; i++)
            Assert.True(bulk.TrySend(new byte[16 * 1024], isBinary: true));
        Assert.True(control.TrySend("light on"u8, isBinary: false));
        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => pair.AtCamera.Of(cameras).Count == 1));
        // One message of the other channel, and what the window had let out, are before it; the rest waits.
        Assert.InRange(bulk.BufferedAmount, 35 * 16 * 1024, 45 * 16 * 1024);
    }

    [Fact]
    public void A_channel_that_does_not_read_stops_its_sender_and_nothing_is_lost()
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open();
        cameras.PauseReceiving();
        var sent = 0;
        pair.AtViewer.OnWritable = _ => Push();
        pair.Viewer.Enter(pair.Now);
        Push();
        pair.Run(TimeSpan.FromSeconds(10));
        Assert.Empty(pair.AtCamera.Of(cameras));
        Assert.InRange(sent, 50, 200);
        Assert.InRange(pair.Camera.Statistics.Held, SctpOptions.Default.ReceiveCapacity / 2, SctpOptions.Default.ReceiveCapacity * 3 / 2);
        pair.Camera.Enter(pair.Now);
        cameras.ResumeReceiving();
        Assert.True(pair.Run(TimeSpan.FromSeconds(60), () => sent == 500 && pair.AtCamera.Of(cameras).Count == 500), pair.ToString());
        Assert.Equal(Enumerable.Range(0, 500), pair.AtCamera.Of(cameras).Select(message => BitConverter.ToInt32(message.Content)));

        void Push()
        {
            var message = new byte[10_000];
            while (sent < 500 && BitConverter.TryWriteBytes(message, sent) && viewers.TrySend(message, isBinary: true))
                sent++;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closing_from_either_side_closes_both_and_frees_the_id(bool fromCamera)
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open();
        pair.Camera.Enter(pair.Now);
        pair.Viewer.Enter(pair.Now);
        (fromCamera ? cameras : viewers).Close();
        Assert.False((fromCamera ? cameras : viewers).TrySend("late"u8, isBinary: false));
        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => viewers.State == DataChannelState.Closed && cameras.State == DataChannelState.Closed));
        Assert.Equal((1, 1), (pair.AtCamera.ClosedChannels.Count, pair.AtViewer.ClosedChannels.Count));
        var (again, _) = pair.Open(new DataChannelOptions { Label = "again" });
        Assert.Equal(viewers.Id, again.Id);
        Assert.True(again.TrySend("hello"u8, isBinary: false));
        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => pair.AtCamera.Messages.Count == 1));
    }

    [Fact]
    public void What_was_sent_before_closing_arrives()
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open();
        pair.Viewer.Enter(pair.Now);
        for (var i = 0; i < 50; i++)
            Assert.True(viewers.TrySend(new byte[10_000], isBinary: true));
        viewers.Close();
        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => cameras.State == DataChannelState.Closed));
        Assert.Equal(50, pair.AtCamera.Of(cameras).Count);
    }

    [Fact]
    public void Channels_beyond_the_limit_are_closed_at_once()
    {
        var pair = ChannelPair.Connected(viewer: SctpOptions.Default);
        for (var i = 0; i < DataChannelSet.MaximumChannels; i++)
            _ = pair.Open(new DataChannelOptions { Label = $"{i}" });
        Assert.Null(pair.Viewer.Open(new DataChannelOptions { Label = "one more" }, pair.Now));
    }

    [Fact]
    public void Ten_thousand_opens_leave_the_first_ones_working()
    {
        var observer = new RecordingObserver();
        var set = new DataChannelSet(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(1), isDtlsClient: true, observer);
        var flood = new ChannelFlood(set);
        var opened = flood.Open(10_000);
        Assert.Equal(DataChannelSet.MaximumChannels, opened);
        Assert.Equal(DataChannelSet.MaximumChannels, observer.Channels.Count);
        Assert.Equal(SctpState.Established, set.State);
        Assert.Equal(10_000 - DataChannelSet.MaximumChannels, flood.Resets);
        Assert.InRange(set.Statistics.Held, 0, 100_000);
        flood.Send(observer.Channels[5].Id, "still here");
        Assert.Equal("still here", Encoding.UTF8.GetString(Assert.Single(observer.Of(observer.Channels[5])).Content));
    }

    [Theory]
    [InlineData(2, "03 00 0100 00000000 0001 0000 78", "an id of the other side's")]
    [InlineData(1, "03 00 0100 00000000 FFFF 0000 78", "a label longer than the message")]
    [InlineData(1, "03 07 0100 00000000 0001 0000 78", "a kind that does not exist")]
    [InlineData(1, "03 00 0100 0000", "half a message")]
    [InlineData(1, "07", "a type that does not exist")]
    public void An_OPEN_that_cannot_be_is_answered_by_closing(ushort stream, string hex, string what)
    {
        var observer = new RecordingObserver();
        var set = new DataChannelSet(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(1), isDtlsClient: true, observer);
        var flood = new ChannelFlood(set);
        flood.Send(stream, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), protocol: 50);
        Assert.True(observer.Channels.Count == 0, what);
        Assert.Equal(1, flood.Resets);
    }

    [Fact]
    public void Data_on_a_stream_that_nobody_opened_is_answered_by_closing()
    {
        var observer = new RecordingObserver();
        var set = new DataChannelSet(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(1), isDtlsClient: true, observer);
        var flood = new ChannelFlood(set);
        flood.Send(7, "hello?");
        Assert.Empty(observer.Messages);
        Assert.Equal(1, flood.Resets);
        Assert.Equal(0, set.Statistics.Held);
    }

    [Fact]
    public void A_second_OPEN_on_a_channel_closes_it()
    {
        var observer = new RecordingObserver();
        var set = new DataChannelSet(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(1), isDtlsClient: true, observer);
        var flood = new ChannelFlood(set);
        Assert.Equal(1, flood.Open(1));
        flood.OpenAgain(1);
        Assert.Equal(DataChannelState.Closing, Assert.Single(observer.Channels).State);
        Assert.Equal(1, flood.Resets);
    }

    [Fact]
    public void When_the_association_ends_every_channel_is_closed()
    {
        var pair = ChannelPair.Connected();
        for (var i = 0; i < 5; i++)
            _ = pair.Open();
        pair.Viewer.Abort("The viewer left.");
        Assert.Equal(5, pair.AtViewer.ClosedChannels.Count);
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(5, pair.AtCamera.ClosedChannels.Count);
        Assert.Contains("The viewer left.", pair.Camera.EndReason, StringComparison.Ordinal);
        Assert.All(pair.AtCamera.Channels, channel => Assert.False(channel.TrySend("x"u8, isBinary: false)));
    }

    [Fact]
    public void Messages_flow_without_allocation()
    {
        var pair = new QuietPair();
        for (var i = 0; i < 400; i++)
            pair.RoundTrip();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            pair.RoundTrip();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

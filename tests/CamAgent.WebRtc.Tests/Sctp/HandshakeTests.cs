using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;
using CamAgent.WebRtc.Tests.Simulation;

namespace CamAgent.WebRtc.Tests.Sctp;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Either_side_may_begin_or_both_at_once(bool camera, bool viewer)
    {
        var pair = new ChannelPair(1, LinkConditions.Perfect);
        if (camera)
            pair.Camera.Connect(pair.Now);
        if (viewer)
            pair.Viewer.Connect(pair.Now);
        var began = pair.Now;
        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => pair is { Camera.State: SctpState.Established, Viewer.State: SctpState.Established }));
        // Two round trips of 10 ms.
        Assert.True(pair.Now - began <= TimeSpan.FromMilliseconds(20), $"{pair.Now - began}");
    }

    [Fact]
    public void An_INIT_with_a_verification_tag_is_dropped_silently()
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(77, ScriptedPeer.Init()));
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void An_INIT_without_an_initiate_tag_is_dropped_silently()
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(0, ScriptedPeer.Init(tag: 0)));
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void An_INIT_that_does_not_come_alone_is_dropped_silently()
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(0, ScriptedPeer.Init(), ScriptedPeer.Chunk(ChunkType.CookieAck, 0)));
        Assert.Empty(peer.Take());
    }

    [Theory]
    [InlineData(1 << 20, 0)]
    [InlineData(1000, 100)]
    public void An_INIT_that_cannot_be_meant_is_answered_with_an_ABORT_and_leaves_nothing(int window, int streams)
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(0, ScriptedPeer.Init(window: (uint)window, streams: (ushort)streams)));
        var answer = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Abort, ScriptedPeer.Tag), (answer.Type, answer.Tag));
        peer.AskForCookie();
        peer.EchoCookie();
        Assert.Equal(SctpState.Established, peer.Association.State);
    }

    [Fact]
    public void Unknown_parameters_are_passed_over_and_reported_as_their_type_says()
    {
        var peer = new ScriptedPeer();
        // 0x9999: skip. 0xD999: skip and report. 0x5999: stop and report. 0xC000 behind it is not looked at.
        byte[] unknown = [0x99, 0x99, 0, 4, 0xD9, 0x99, 0, 5, 42, 0, 0, 0, 0x59, 0x99, 0, 4, 0xC0, 0, 0, 4];
        peer.Send(0, ScriptedPeer.Init(supportsAll: false, furtherParameters: unknown));
        var answer = Assert.Single(peer.Take());
        var reported = new List<byte[]>();
        var parameters = new ParameterReader(answer.Value.AsSpan(InitChunk.FixedSize));
        while (parameters.TryRead(out var type, out var whole))
        {
            if ((ParameterType)type == ParameterType.UnrecognizedParameter)
                reported.Add(whole[4..].ToArray());
        }

        Assert.Equal([[0xD9, 0x99, 0, 5, 42], [0x59, 0x99, 0, 4]], reported);
    }

    [Fact]
    public void A_forged_cookie_is_dropped_silently()
    {
        var peer = new ScriptedPeer();
        peer.AskForCookie();
        for (var i = 0; i < peer.Cookie.Length; i++)
        {
            var forged = peer.Cookie.ToArray();
            forged[i] ^= 0x10;
            Assert.False(peer.Send(ScriptedPeer.Chunk(ChunkType.CookieEcho, 0, forged)));
        }

        Assert.Equal(SctpState.Closed, peer.Association.State);
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_cookie_of_another_association_is_dropped_silently()
    {
        var other = new ScriptedPeer(seed: 2);
        other.AskForCookie();
        var peer = new ScriptedPeer(seed: 3);
        peer.AskForCookie();
        Assert.False(peer.Send(other.AssociationTag, ScriptedPeer.Chunk(ChunkType.CookieEcho, 0, other.Cookie)));
        Assert.Equal(SctpState.Closed, peer.Association.State);
    }

    [Fact]
    public void A_cookie_that_is_replayed_is_acknowledged_and_changes_nothing()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("one"));
        Assert.Equal(["one"], peer.Messages());
        peer.EchoCookie();
        Assert.Contains(peer.Take(), chunk => chunk.Type == ChunkType.CookieAck);
        Assert.DoesNotContain(peer.Events(), happened => happened.Kind == SctpEventKind.Closed);
        peer.Send(ScriptedPeer.Data(new Tsn(ScriptedPeer.FirstTsn), [1]));
        peer.Send(peer.Data("two", sequence: 1));
        Assert.Equal(["two"], peer.Messages());
    }

    [Fact]
    public void A_cookie_that_is_too_old_is_refused_in_words_that_the_peer_can_act_on()
    {
        var peer = new ScriptedPeer();
        peer.AskForCookie();
        peer.Now += TimeSpan.FromSeconds(61);
        peer.EchoCookie();
        var error = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Error, (ushort)ErrorCause.StaleCookie), (error.Type, error.Short(0)));
        Assert.Equal(SctpState.Closed, peer.Association.State);
    }

    [Fact]
    public void A_peer_that_finds_our_cookie_stale_is_asked_for_another()
    {
        var pair = new ChannelPair(1, LinkConditions.Perfect, viewer: SctpOptions.Default with { CookieLifetime = TimeSpan.FromMilliseconds(8) });
        pair.Camera.Connect(pair.Now);
        // 10 ms there and back are too long; then the way becomes shorter.
        pair.Run(TimeSpan.FromMilliseconds(50));
        pair.Link.Conditions = LinkConditions.Perfect with { Delay = TimeSpan.FromMilliseconds(1) };
        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => pair is { Camera.State: SctpState.Established, Viewer.State: SctpState.Established }), pair.ToString());
    }

    [Fact]
    public void A_peer_that_begins_anew_ends_the_association_with_a_reason()
    {
        var peer = ScriptedPeer.Established();
        peer.AskForCookie(tag: 0x55667788);
        peer.EchoCookie();
        Assert.Equal(SctpState.Closed, peer.Association.State);
        Assert.Equal("The other side began its data channels anew.", peer.EndReason());
        Assert.Contains(peer.Take(), chunk => chunk is { Type: ChunkType.Abort, Tag: 0x55667788 });
    }

    [Fact]
    public void An_INIT_ACK_without_a_cookie_ends_the_attempt_with_a_reason()
    {
        var peer = new ScriptedPeer();
        peer.Association.Connect(peer.Now);
        var init = Assert.Single(peer.Take());
        var answer = ScriptedPeer.Init();
        answer[0] = (byte)ChunkType.InitAck;
        peer.Send(init.Word(0), answer);
        Assert.Contains("makes no sense", peer.EndReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up_with_a_reason()
    {
        var pair = new ChannelPair(1, LinkConditions.Perfect) { Link = { IsCut = true } };
        pair.Camera.Connect(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromMinutes(2), () => pair.Camera.EndReason.Length > 0));
        Assert.Contains("does not answer", pair.Camera.EndReason, StringComparison.Ordinal);
        Assert.Equal(1 + SctpOptions.Default.MaximumInitRetransmissions, pair.Link.Packets);
    }

    [Fact]
    public void Messages_that_were_accepted_before_the_association_was_there_arrive()
    {
        var pair = new ChannelPair(1, LinkConditions.Perfect);
        var channel = pair.Viewer.Open(new() { Label = "early" }, pair.Now)!;
        Assert.True(channel.TrySend("early bird"u8, isBinary: false));
        pair.Viewer.Connect(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromSeconds(1), () => pair.AtCamera.Messages.Count == 1));
        Assert.Equal("early bird"u8.ToArray(), pair.AtCamera.Messages.Values.Single().Single().Content);
    }
}

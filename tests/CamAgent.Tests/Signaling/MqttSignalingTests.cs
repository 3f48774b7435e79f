using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Signaling.Mqtt;
using CamAgent.Streaming;
using static CamAgent.Tests.Signaling.MqttBench;

namespace CamAgent.Tests.Signaling;

/// <summary>The sentences of contract §4.</summary>
public sealed class MqttSignalingTests
{
    [Fact]
    public void A_hello_with_a_right_mac_is_welcomed_with_nonce_servers_and_device()
    {
        using var bench = new MqttBench();
        var nonce = bench.Hello(Viewers.Alice);
        var welcome = bench.Last(Session, "welcome");
        Assert.Matches("^[A-Za-z0-9_-]{22}$", nonce);
        Assert.Equal("alice", welcome.GetProperty("iceServers")[0].GetProperty("username").GetString());
        Assert.Equal(DeviceId, welcome.GetProperty("device").GetProperty("id").GetString());
    }

    [Fact]
    public void An_offer_with_a_right_mac_is_answered()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        Assert.Equal(new ViewerOffer(Session, Offer, "alice", ViewerRights.View, "mqtt"), Assert.Single(bench.Sessions.Offers));
        Assert.Equal(FakeSessions.Answer, bench.Last(Session, "answer").GetProperty("sdp").GetString());
        Assert.Equal(["welcome", "answer"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void Every_hello_gets_another_nonce()
    {
        using var bench = new MqttBench();
        Assert.NotEqual(bench.Hello(Viewers.Alice), bench.Hello(Viewers.Alice), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("nobody", true)]
    [InlineData("alice", false)]
    public void A_wrong_mac_and_an_unknown_viewer_get_the_same_answer(string name, bool ownMac)
    {
        using var bench = new MqttBench();
        bench.Receive(Session, HelloJson(new ViewerEntry(name, Viewers.Secret((byte)(ownMac ? 77 : 78)), ViewerRights.All, null)));
        Assert.Equal(["unauthorized"], bench.Errors(Session));
        Assert.Equal("The viewer is unknown or its key is wrong. Pair it again.", bench.Last(Session, "error").GetProperty("message").GetString());
        Assert.Equal(0, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void A_hello_without_viewer_and_mac_is_unauthorized_when_access_is_required()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, $$"""{"v":1,"type":"hello","nonce":"{{Nonce}}"}""");
        Assert.Equal(["unauthorized"], bench.Errors(Session));
    }

    [Fact]
    public void The_mac_of_another_session_does_not_open_this_one()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, HelloJson(Viewers.Alice, "session-0002"));
        Assert.Equal(["unauthorized"], bench.Errors(Session));
    }

    [Fact]
    public void A_viewer_without_the_right_to_view_is_forbidden()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, HelloJson(Viewers.TalkOnly));
        Assert.Equal(["forbidden"], bench.Errors(Session));
    }

    [Fact]
    public void A_viewer_that_expired_is_forbidden()
    {
        using var bench = new MqttBench();
        bench.Directory.Current = [Viewers.Alice with { Expires = bench.Time.GetUtcNow() }];
        bench.Receive(Session, HelloJson(Viewers.Alice));
        Assert.Equal(["forbidden"], bench.Errors(Session));
    }

    [Fact]
    public void An_offer_without_a_hello_is_unauthorized_when_access_is_required()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, OfferJson());
        Assert.Equal(["unauthorized"], bench.Errors(Session));
        Assert.Empty(bench.Sessions.Offers);
    }

    [Fact]
    public void An_offer_without_a_hello_is_served_when_access_is_not_required()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Receive(Session, OfferJson());
        Assert.Equal(new ViewerOffer(Session, Offer, null, ViewerRights.All, "mqtt"), Assert.Single(bench.Sessions.Offers));
        Assert.Equal(["answer"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void A_hello_is_welcomed_without_a_mac_when_access_is_not_required()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Receive(Session, $$"""{"v":1,"type":"hello","nonce":"{{Nonce}}"}""");
        Assert.Equal(["welcome"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void A_camera_nonce_serves_one_offer()
    {
        using var bench = new MqttBench();
        var offer = OfferJson(Viewers.Alice, bench.Hello(Viewers.Alice));
        bench.Receive(Session, offer);
        bench.Receive(Session, offer);
        Assert.Single(bench.Sessions.Offers);
        Assert.Equal(["unauthorized"], bench.Errors(Session));
    }

    [Fact]
    public void A_camera_nonce_is_valid_for_60_seconds()
    {
        using var bench = new MqttBench();
        var inTime = OfferJson(Viewers.Alice, bench.Hello(Viewers.Alice));
        bench.Time.Advance(TimeSpan.FromSeconds(59.9));
        bench.Receive(Session, inTime);
        Assert.Single(bench.Sessions.Offers);

        var late = OfferJson(Viewers.Bob, bench.Hello(Viewers.Bob, "session-0002"), "session-0002");
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        bench.Receive("session-0002", late);
        Assert.Single(bench.Sessions.Offers);
        Assert.Equal(["unauthorized"], bench.Errors("session-0002"));
    }

    [Fact]
    public void A_new_hello_replaces_the_nonce_of_the_one_before()
    {
        using var bench = new MqttBench();
        var first = bench.Hello(Viewers.Alice);
        var second = bench.Hello(Viewers.Alice);
        bench.Receive(Session, OfferJson(Viewers.Alice, first));
        Assert.Empty(bench.Sessions.Offers);
        bench.Receive(Session, OfferJson(Viewers.Alice, second));
        Assert.Single(bench.Sessions.Offers);
    }

    [Fact]
    public void An_offer_with_a_wrong_mac_does_not_use_up_the_nonce()
    {
        using var bench = new MqttBench();
        var nonce = bench.Hello(Viewers.Alice);
        bench.Receive(Session, OfferJson(Viewers.Bob, nonce));
        Assert.Equal(["unauthorized"], bench.Errors(Session));
        bench.Receive(Session, OfferJson(Viewers.Alice, nonce));
        Assert.Equal("alice", Assert.Single(bench.Sessions.Offers).Viewer);
    }

    [Fact]
    public void A_changed_description_makes_the_mac_wrong()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, OfferJson(Viewers.Alice, bench.Hello(Viewers.Alice)).Replace("s=-", "s=x", StringComparison.Ordinal));
        Assert.Empty(bench.Sessions.Offers);
        Assert.Equal(["unauthorized"], bench.Errors(Session));
    }

    [Fact]
    public void A_viewer_that_was_removed_after_its_hello_is_unauthorized()
    {
        using var bench = new MqttBench();
        var nonce = bench.Hello(Viewers.Alice);
        bench.Directory.Current = [];
        bench.Receive(Session, OfferJson(Viewers.Alice, nonce));
        Assert.Equal(["unauthorized"], bench.Errors(Session));
    }

    [Fact]
    public void A_restart_says_hello_again_in_the_same_session()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Connect(Viewers.Alice);
        Assert.Equal(2, bench.Sessions.Offers.Count);
        Assert.Equal(["welcome", "answer", "welcome", "answer"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void Another_viewer_cannot_take_over_a_session()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, HelloJson(Viewers.Bob));
        Assert.Equal(["forbidden"], bench.Errors(Session));
        Assert.Single(bench.Sessions.Offers);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("session/1")]
    [InlineData("sessiön-0001")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Invalid_session_names_are_ignored(string session)
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Receive(session, OfferJson());
        Assert.Empty(bench.Transport.Sent);
        Assert.Empty(bench.Sessions.Offers);
        Assert.Equal(1, bench.Counters.Dropped(SignalDrop.InvalidSession));
    }

    [Fact]
    public void Retained_messages_are_ignored()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Receive(Session, OfferJson(), retained: true);
        Assert.Empty(bench.Transport.Sent);
        Assert.Empty(bench.Sessions.Offers);
        Assert.Equal(1, bench.Counters.Dropped(SignalDrop.Retained));
    }

    [Fact]
    public void A_message_that_cannot_be_understood_gets_one_error_and_changes_nothing()
    {
        using var bench = new MqttBench();
        var nonce = bench.Hello(Viewers.Alice);
        bench.Receive(Session, "what?");
        Assert.Equal(["bad-request"], bench.Errors(Session));
        bench.Receive(Session, OfferJson(Viewers.Alice, nonce));
        Assert.Equal(["welcome", "error", "answer"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void An_unknown_version_gets_unsupported()
    {
        using var bench = new MqttBench();
        bench.Receive(Session, """{"v":2,"type":"hello"}""");
        Assert.Equal(["unsupported"], bench.Errors(Session));
    }

    [Theory]
    [InlineData((int)SignalErrorCode.Busy, "busy")]
    [InlineData((int)SignalErrorCode.Unsupported, "unsupported")]
    [InlineData((int)SignalErrorCode.Unavailable, "unavailable")]
    [InlineData((int)SignalErrorCode.BadRequest, "bad-request")]
    public void A_refused_offer_gets_the_code_and_the_words_of_the_sessions(int code, string text)
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Refused((SignalErrorCode)code, "16 viewers are watching."));
        bench.Receive(Session, OfferJson());
        Assert.Equal([text], bench.Errors(Session));
        Assert.Equal("16 viewers are watching.", bench.Last(Session, "error").GetProperty("message").GetString());
        Assert.Equal(0, bench.Signaling.ConversationCount);
        Assert.Equal(1, bench.Counters.Errors((SignalErrorCode)code));
    }

    [Fact]
    public void A_refused_restart_leaves_the_session_alive()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Sessions.OnOffer = static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Refused(SignalErrorCode.BadRequest, "no"));
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, CandidateJson("candidate:1"));
        Assert.Single(bench.Sessions.Candidates);
        Assert.Equal(1, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void Sessions_that_fail_are_an_internal_error_to_that_viewer_only()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, _, _) => throw new InvalidOperationException("bug");
        bench.Receive(Session, OfferJson());
        Assert.Equal(["internal"], bench.Errors(Session));
        Assert.Equal(0, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void An_answer_that_does_not_come_within_the_deadline_is_unavailable()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("not reached");
        };
        bench.Receive(Session, OfferJson());
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        Eventually.Is(() => bench.Errors(Session).Count == 1);
        Assert.Equal(["unavailable"], bench.Errors(Session));
        Eventually.Is(() => bench.Sessions.Closed.Count == 1); // It may have been half made.
    }

    [Fact]
    public void An_answer_that_is_larger_than_a_message_ends_the_session()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(new string('a', 64 * 1024), "u", "p", false));
        bench.Receive(Session, OfferJson());
        Assert.Equal(["bye"], bench.TypesSentTo(Session));
        Assert.Equal(Session, Assert.Single(bench.Sessions.Closed).Session);
    }

    [Fact]
    public void What_was_received_is_counted_by_type()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, CandidateJson("candidate:1"));
        bench.Receive(Session, """{"v":1,"type":"bye"}""");
        bench.Receive(Session, "x");
        Assert.All(Enum.GetValues<SignalKind>(), kind => Assert.Equal(1, bench.Counters.Received(kind)));
    }
}

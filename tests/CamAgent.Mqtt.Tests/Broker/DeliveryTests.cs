using System.Security.Cryptography;
using System.Text;
using CamAgent.Mqtt.Tests.Client;

namespace CamAgent.Mqtt.Tests.Broker;

[Trait("Category", "Broker")]
public sealed class DeliveryTests
{
    [SkippableTheory]
    [InlineData(MqttVersionPreference.V5Only)]
    [InlineData(MqttVersionPreference.V311Only)]
    public async Task A_message_queued_by_the_broker_while_the_client_was_away_arrives_exactly_once(MqttVersionPreference version)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var options = Options(broker) with { Version = version, CleanStart = false, SessionExpiry = TimeSpan.FromHours(1) };
        await using (var first = ClientProbe.Start(options))
        {
            Assert.False((await first.ConnectedAsync()).SessionPresent);
            await first.SubscribedAsync("inbox/#", new() { QoS = QualityOfService.ExactlyOnce });
        }

        await using (var sender = ClientProbe.Start(Options(broker) with { ClientId = "sender" }))
        {
            await sender.PublishAsync("inbox/1", "one");
            await sender.PublishAsync("inbox/2", "two", QualityOfService.ExactlyOnce);
        }

        await using var again = new ClientProbe(options);
        var subscribed = again.SubscribedAsync("inbox/#", new() { QoS = QualityOfService.ExactlyOnce });
        again.Client.Start();
        Assert.True((await again.ConnectedAsync()).SessionPresent);
        await subscribed;
        await again.ReceivedAsync(2);
        // What comes after it would come after a second copy, too.
        await again.PublishAsync("inbox/3", "three");
        await again.ReceivedAsync(3);
        Assert.Equal("one two three", string.Join(' ', again.Payloads));
    }

    [SkippableFact]
    public async Task What_was_published_without_a_broker_is_delivered_when_there_is_one()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var probe = ClientProbe.Start(Options(broker));
        await probe.ConnectedAsync();
        await broker.KillAsync();
        await ClientProbe.UntilAsync(() => probe.Client.State is not MqttConnectionState.Connected, () => "still connected");
        // Retained, so that who subscribes afterwards sees what the broker got.
        var publishing = Enumerable.Range(0, 5).Select(i => probe.PublishAsync($"out/{i}", $"{i}", retain: true)).ToList();
        Assert.All(publishing, task => Assert.False(task.IsCompleted));
        await broker.RunAsync();
        Assert.All(await Task.WhenAll(publishing), result => Assert.True(result.IsDelivered));
        await using var observer = ClientProbe.Start(Options(broker) with { ClientId = "observer" });
        await observer.SubscribedAsync("out/#");
        await observer.ReceivedAsync(5);
        Assert.Equal("0 1 2 3 4", string.Join(' ', observer.Payloads.Order(StringComparer.Ordinal)));
    }

    [SkippableFact]
    public async Task The_broker_is_killed_and_started_ten_times_and_each_time_everything_works_again()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await SurvivesRestartsAsync(broker, Options(broker));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_holds_under_tls_and_secure_websocket(bool webSocket)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback());
        await SurvivesRestartsAsync(tls.Broker, tls.Options(webSocket));
    }

    [SkippableFact]
    public async Task The_will_is_published_when_the_connection_dies_and_not_when_the_client_stops()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var observer = ClientProbe.Start(Options(broker) with { ClientId = "observer" });
        await observer.SubscribedAsync("status/#", new() { RetainAsPublished = true });

        await using (var polite = ClientProbe.Start(WithWill(broker, "polite")))
        {
            await polite.ConnectedAsync();
            await polite.Client.StopAsync();
        }

        await using (var asking = ClientProbe.Start(WithWill(broker, "asking")))
        {
            await asking.ConnectedAsync();
            await asking.Client.StopAsync(publishWill: true);
        }

        // A client that takes its place ends the connection of the first without its DISCONNECT; they may do so to each other a few times.
        await using var dying = ClientProbe.Start(WithWill(broker, "dying"));
        await dying.ConnectedAsync();
        await using var successor = ClientProbe.Start(Options(broker) with { ClientId = "dying" });
        await observer.ReceivedAsync(2);
        Assert.Equal("status/asking status/dying", string.Join(' ', observer.Received.Select(message => message.Topic).Distinct(StringComparer.Ordinal)));
        Assert.All(observer.Received, message => Assert.True(message.Retain && message.UserProperties is [("who", _)]));
    }

    [SkippableTheory]
    [InlineData(MqttVersionPreference.V5Only, @"bad user name or password \(0x86\)|not authorised \(0x87\)")]
    [InlineData(MqttVersionPreference.V311Only, @"bad user name or password \(return code 4\)|not authorised \(return code 5\)")]
    public async Task A_wrong_password_is_told_in_words(MqttVersionPreference version, string words)
    {
        // "right", salted PBKDF2 as mosquitto_passwd writes it.
        var salt = Encoding.ASCII.GetBytes("0123456789ab");
        var hash = Rfc2898DeriveBytes.Pbkdf2("right", salt, 101, HashAlgorithmName.SHA512, 64);
        await using var broker = await MosquittoBroker.StartAsync(
            general: "allow_anonymous false\npassword_file DIRECTORY/passwords",
            files: ("passwords", $"camera:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n"));
        var options = Options(broker) with { Version = version, UserName = "camera" };
        await using var right = ClientProbe.Start(options with { Password = "right" });
        await right.ConnectedAsync();
        await using var wrong = ClientProbe.Start(options with { ClientId = "other", Password = "wrong" });
        var fault = await wrong.FaultAsync();
        Assert.Equal(MqttFaultKind.Refused, fault.Kind);
        Assert.Matches($@"^broker at 127\.0\.0\.1:\d+ refused the connection: ({words})", fault.Message);
    }

    [SkippableFact]
    public async Task A_large_message_passes_up_to_the_maximum_packet_size_and_no_further()
    {
        const int Maximum = 256 * 1024;
        await using var broker = await MosquittoBroker.StartAsync(general: $"allow_anonymous true\nmax_packet_size {Maximum}");
        await using var probe = ClientProbe.Start(Options(broker) with { MaximumPacketSize = Maximum });
        Assert.Equal((uint)Maximum, (await probe.ConnectedAsync()).MaximumPacketSize);
        await probe.SubscribedAsync("large");
        // 4 header, 7 topic, 2 identifier, 1 properties.
        var payload = new byte[Maximum - 14];
        Random.Shared.NextBytes(payload);
        Assert.True((await probe.Client.PublishAsync(new() { Topic = "large", Payload = payload })).IsDelivered);
        await probe.ReceivedAsync(1);
        Assert.True(probe.Received.First().Payload.Span.SequenceEqual(payload));
        Assert.Equal(PublishOutcome.TooLarge, (await probe.Client.PublishAsync(new() { Topic = "large", Payload = new byte[Maximum - 13] })).Outcome);
        Assert.IsType<MqttConnectionState.Connected>(probe.Client.State);
    }

    [SkippableFact]
    public async Task Everything_that_a_message_carries_arrives()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var probe = ClientProbe.Start(Options(broker));
        await probe.SubscribedAsync("all");
        await probe.Client.PublishAsync(new()
        {
            Topic = "all",
            Payload = "x"u8.ToArray(),
            Expiry = TimeSpan.FromSeconds(30),
            PayloadIsText = true,
            ContentType = "text/plain",
            ResponseTopic = "back",
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new("a", "1"), new("a", "2")],
        });
        await probe.ReceivedAsync(1);
        var message = probe.Received.First();
        Assert.True(message is { PayloadIsText: true, ContentType: "text/plain", ResponseTopic: "back", UserProperties: [("a", "1"), ("a", "2")], Retain: false });
        Assert.InRange(message.Expiry!.Value.TotalSeconds, 28, 30);
    }

    [SkippableFact]
    public async Task Retained_messages_can_be_told_and_can_be_kept_away()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var probe = ClientProbe.Start(Options(broker));
        await probe.PublishAsync("rtc/a/up", "old", retain: true);
        await probe.SubscribedAsync("rtc/+/up", new() { RetainAsPublished = true });
        await probe.ReceivedAsync(1);
        Assert.True(probe.Received.First().Retain);
        await probe.PublishAsync("rtc/b/up", "live but retained", retain: true);
        await probe.ReceivedAsync(2);
        Assert.True(probe.Received.Last().Retain);

        await using var other = ClientProbe.Start(Options(broker) with { ClientId = "other" });
        await other.SubscribedAsync("rtc/+/up", new() { RetainHandling = RetainHandling.DoNotSend });
        await probe.PublishAsync("rtc/c/up", "live");
        await other.ReceivedAsync(1);
        Assert.Equal("live", Assert.Single(other.Payloads));
    }

    [SkippableFact]
    public async Task A_broker_assigns_a_client_id_and_it_is_told()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var probe = ClientProbe.Start(Options(broker) with { ClientId = "" });
        Assert.NotEmpty((await probe.ConnectedAsync()).ClientId);
    }

    [SkippableFact]
    public async Task A_thousand_messages_through_a_slow_handler_all_arrive_in_order()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var probe = ClientProbe.Start(Options(broker) with { ReceiveMaximum = 5 });
        var seen = new List<string>();
        var subscription = probe.Client.Subscribe("s", async (message, _) =>
        {
            await Task.Yield();
            seen.Add(Encoding.UTF8.GetString(message.Payload.Span));
        });
        await subscription.Answered;
        await using var sender = ClientProbe.Start(Options(broker) with { ClientId = "sender", SendQueueMessages = 2000 });
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => sender.PublishAsync("s", $"{i}")));
        await ClientProbe.UntilAsync(() => seen.Count == 1000, () => $"{seen.Count} {string.Join(" | ", probe.States)} {string.Join(" | ", probe.Faults)} {broker.LogText[^3000..]}");
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), seen, StringComparer.Ordinal);
    }

    private static async Task SurvivesRestartsAsync(MosquittoBroker broker, MqttClientOptions options)
    {
        await using var probe = ClientProbe.Start(options);
        await probe.SubscribedAsync("echo");
        for (var round = 1; round <= 10; round++)
        {
            await broker.KillAsync();
            await broker.RunAsync();
            await ClientProbe.UntilAsync(() => probe.Answers.Count > round, () => string.Join(" | ", probe.States));
            Assert.True((await probe.PublishAsync("echo", $"round {round}")).IsDelivered);
            await ClientProbe.UntilAsync(() => probe.Payloads.Contains($"round {round}", StringComparer.Ordinal), () => $"round {round}: {string.Join(" | ", probe.States)}");
        }
    }

    private static MqttClientOptions Options(MosquittoBroker broker) => new() { Server = broker.Url, ClientId = "camera", BackOff = ClientProbe.Quick };

    private static MqttClientOptions WithWill(MosquittoBroker broker, string who) => Options(broker) with
    {
        ClientId = who,
        Will = new(new() { Topic = $"status/{who}", Payload = "offline"u8.ToArray(), Retain = true, UserProperties = [new("who", who)] }),
    };
}

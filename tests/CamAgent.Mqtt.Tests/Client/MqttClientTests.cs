using CamAgent.Mqtt.Connection;
using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

public sealed class MqttClientTests
{
    [Fact]
    public async Task States_follow_one_another_from_start_to_stop()
    {
        await using var broker = new ScriptedBroker();
        var probe = ClientProbe.Start(Options(broker));
        using (await broker.AcceptConnectAsync())
            await probe.ConnectedAsync();
        using var second = await broker.AcceptConnectAsync();
        await ClientProbe.UntilAsync(() => probe.States.OfType<MqttConnectionState.Connected>().Count() == 2, () => string.Join(" | ", probe.States));
        await probe.Client.StopAsync();
        Assert.Equal(ReasonCode.Success, (await second.ExpectAsync<DisconnectPacket>()).Code);
        Assert.Equal("Connecting Connected WaitingToRetry Connecting Connected Stopped", string.Join(' ', probe.States.Select(state => state.GetType().Name)));
        Assert.Contains("was lost", probe.States.OfType<MqttConnectionState.WaitingToRetry>().Single().Reason, StringComparison.Ordinal);
        await probe.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_was_stopped_can_start_again()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using (await broker.AcceptConnectAsync())
        {
            await probe.ConnectedAsync();
            await probe.Client.StopAsync();
        }

        probe.Client.Start();
        using var again = await broker.AcceptConnectAsync();
        await probe.ConnectedAsync();
    }

    [Fact]
    public async Task Stopping_ends_even_with_a_broker_that_neither_answers_nor_closes()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using var connection = await broker.AcceptAsync();
        await connection.ExpectAsync<ConnectPacket>();
        await probe.Client.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.IsType<MqttConnectionState.Stopped>(probe.Client.State);
    }

    [Fact]
    public async Task Stopping_completes_the_publishes_that_wait()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using var connection = await broker.AcceptConnectAsync();
        await probe.ConnectedAsync();
        var publishing = probe.PublishAsync("a", "x");
        await connection.ExpectAsync<PublishPacket>();
        await probe.Client.StopAsync();
        Assert.Equal(PublishOutcome.Abandoned, (await publishing).Outcome);
    }

    [Fact]
    public async Task Handlers_run_in_the_order_of_the_messages_and_one_that_throws_stops_nothing()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        var seen = new List<string>();
        probe.Client.Subscribe("t/+", async (message, _) =>
        {
            await Task.Yield();
            seen.Add(message.Topic);
            throw new InvalidOperationException("handler");
        });
        using var connection = await broker.AcceptConnectAsync();
        await connection.ExpectAsync<SubscribePacket>();
        for (ushort id = 1; id <= 20; id++)
            await connection.SendAsync(new PublishPacket { Topic = $"t/{id}", QoS = QualityOfService.AtLeastOnce, PacketId = id });
        for (ushort id = 1; id <= 20; id++)
            Assert.Equal(id, (await connection.ExpectAsync<AcknowledgementPacket>()).PacketId);
        Assert.Equal(Enumerable.Range(1, 20).Select(id => $"t/{id}"), seen, StringComparer.Ordinal);
        Assert.Equal(20, probe.Faults.Count);
        Assert.Equal("t/1", probe.Faults.First().Topic);
    }

    [Fact]
    public async Task An_observer_that_throws_ends_nothing()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = new ClientProbe(Options(broker));
        probe.Client.StateChanged += _ => throw new InvalidOperationException("observer");
        probe.Client.Start();
        using var connection = await broker.AcceptConnectAsync();
        await probe.ConnectedAsync();
        Assert.All(probe.Faults, fault => Assert.Null(fault.Topic));
        Assert.NotEmpty(probe.Faults);
    }

    [Fact]
    public async Task A_handler_may_publish_subscribe_and_stop()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        probe.Client.Subscribe("in", async (_, _) =>
        {
            probe.Client.TryPublish(new() { Topic = "out", QoS = QualityOfService.AtMostOnce });
            probe.Client.Subscribe("more", (_, _) => ValueTask.CompletedTask);
            await probe.Client.StopAsync(cancellationToken: CancellationToken.None);
        });
        using var connection = await broker.AcceptConnectAsync();
        await connection.ExpectAsync<SubscribePacket>();
        await connection.SendAsync(new PublishPacket { Topic = "in" });
        var seen = new List<Type>();
        while (await connection.ReceiveAsync() is { } packet)
            seen.Add(packet.GetType());
        Assert.Contains(typeof(PublishPacket), seen);
        Assert.Equal(typeof(DisconnectPacket), seen[^1]);
        await ClientProbe.UntilAsync(() => probe.Client.State is MqttConnectionState.Stopped, () => "not stopped");
    }

    [Fact]
    public async Task A_cancelled_publish_is_withdrawn_from_the_queue()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = new ClientProbe(Options(broker));
        using var cancel = new CancellationTokenSource();
        var publishing = probe.Client.PublishAsync(new() { Topic = "withdrawn" }, cancel.Token);
        probe.Client.TryPublish(new() { Topic = "kept" });
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
        probe.Client.Start();
        using var connection = await broker.AcceptConnectAsync();
        Assert.Equal("kept", (await connection.ExpectAsync<PublishPacket>()).Topic);
    }

    [Fact]
    public async Task Retries_come_immediately_then_after_growing_delays_with_jitter_under_the_clients_clock()
    {
        var time = new ManualTimeProvider();
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { BackOff = new() }, time);
        var delays = new List<TimeSpan>();
        for (var i = 1; i <= 8; i++)
        {
            using (await broker.AcceptAsync())
            {
                // Closed without a word.
            }

            await ClientProbe.UntilAsync(() => probe.States.OfType<MqttConnectionState.WaitingToRetry>().Count() == i, () => string.Join(" | ", probe.States));
            delays.Add(probe.States.OfType<MqttConnectionState.WaitingToRetry>().Last().Delay);
            // The retry's timer may be set a moment after its state was told.
            await ClientProbe.UntilAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    return probe.States.OfType<MqttConnectionState.Connecting>().Count() == i + 1;
                },
                () => string.Join(" | ", probe.States));
        }

        Assert.Equal(TimeSpan.Zero, delays[0]);
        for (var i = 1; i < delays.Count; i++)
        {
            var ceiling = Math.Min(60, Math.Pow(2, i - 1));
            Assert.InRange(delays[i].TotalSeconds, ceiling / 2, ceiling);
        }
    }

    [Fact]
    public void A_stable_connection_starts_the_delays_anew_and_an_unstable_one_does_not()
    {
        var backOff = new BackOff(new(), new Random(3));
        for (var i = 0; i < 10; i++)
            backOff.Next(TimeSpan.Zero);
        Assert.InRange(backOff.Next(TimeSpan.FromSeconds(9)).TotalSeconds, 30, 60);
        Assert.Equal(TimeSpan.Zero, backOff.Next(TimeSpan.FromSeconds(10)));
        Assert.InRange(backOff.Next(TimeSpan.Zero).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task A_password_that_cannot_be_had_is_a_reason_to_wait_and_is_asked_for_again()
    {
        var asked = 0;
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with
        {
            UserName = "user",
            PasswordProvider = () => ++asked < 3 ? throw new FileNotFoundException("no such file") : "secret",
        });
        using var connection = await broker.AcceptAsync();
        Assert.Equal("secret"u8.ToArray(), (await connection.ExpectAsync<ConnectPacket>()).Password?.ToArray());
        Assert.Equal(MqttFaultKind.Configuration, (await probe.FaultAsync()).Kind);
    }

    [Theory]
    [InlineData("mqtt://127.0.0.1:1", "nothing listens there")]
    [InlineData("ws://127.0.0.1:1/mqtt", "nothing listens there")]
    public async Task An_address_where_nothing_listens_is_told_in_words(string url, string words)
    {
        await using var probe = ClientProbe.Start(new() { Server = url, BackOff = ClientProbe.Quick });
        var fault = await probe.FaultAsync();
        Assert.Equal(MqttFaultKind.Unreachable, fault.Kind);
        Assert.Contains($"broker at 127.0.0.1:1 cannot be reached: {words}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_are_not_allowed_are_named()
    {
        Assert.Contains("http://host", Problem(new() { Server = "http://host" }), StringComparison.Ordinal);
        Assert.Contains("user name or password", Problem(new() { Server = "mqtt://me:secret@host" }), StringComparison.Ordinal);
        Assert.Contains("KeepAlive", Problem(new() { Server = "mqtt://host", KeepAlive = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("a/#", Problem(new() { Server = "mqtt://host", Will = new(new() { Topic = "a/#" }) }), StringComparison.Ordinal);
        Assert.Null(new MqttClientOptions { Server = "wss://[::1]:9001" }.FindProblem());
    }

    [Fact]
    public async Task Messages_that_cannot_be_written_are_refused_by_name()
    {
        await using var probe = new ClientProbe(new() { Server = "mqtt://host" });
        Assert.Throws<ArgumentException>(() => probe.Client.TryPublish(new() { Topic = "a/+" }));
        Assert.Throws<ArgumentException>(() => probe.Client.TryPublish(new() { Topic = "a\0" }));
        Assert.Throws<ArgumentException>(() => probe.Client.TryPublish(new() { Topic = "a", Expiry = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => probe.Client.TryPublish(new() { Topic = "a", UserProperties = [new("k", $"{(char)0xDC00}")] }));
        Assert.Throws<ArgumentException>(() => probe.Client.Subscribe("a/#/b", (_, _) => ValueTask.CompletedTask));
    }

    private static string Problem(MqttClientOptions options) => Assert.Throws<ArgumentException>(() => new ClientProbe(options)).Message;

    private static MqttClientOptions Options(ScriptedBroker broker) => new() { Server = broker.Url, ClientId = "camera", BackOff = ClientProbe.Quick };
}

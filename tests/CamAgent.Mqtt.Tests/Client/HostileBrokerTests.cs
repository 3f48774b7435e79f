using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>A broker that sends more than we can take, or refuses us, costs bounded memory and no more.</summary>
public sealed class HostileBrokerTests
{
    [Fact]
    public async Task A_flood_of_qos_1_beyond_the_receive_maximum_stays_in_the_socket_until_the_handler_goes_on()
    {
        const int Flood = 2000;
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { ReceiveMaximum = 4 });
        var handler = new TaskCompletionSource();
        var handled = 0;
        probe.Client.Subscribe("#", async (_, _) =>
        {
            await handler.Task;
            handled++;
        });
        using var connection = await broker.AcceptConnectAsync();
        await connection.ExpectAsync<SubscribePacket>();
        var sent = 0;
        var flooding = Task.Run(async () =>
        {
            for (ushort id = 1; id <= Flood; id++, sent++)
                await connection.SendAsync(new PublishPacket { Topic = "t", QoS = QualityOfService.AtLeastOnce, PacketId = id, Payload = new byte[20_000] });
        });

        // 40 MB are on offer: what the sockets hold goes out, and then nothing moves.
        var before = -1;
        await ClientProbe.UntilAsync(() => before == (before = Volatile.Read(ref sent)) && before > 4, () => "nothing is sent");
        await Task.Delay(100);
        Assert.InRange(Volatile.Read(ref sent), 5, Flood / 2);
        handler.SetResult();
        for (var i = 0; i < Flood; i++)
            await connection.ExpectAsync<AcknowledgementPacket>();
        await flooding;
        Assert.Equal(Flood, handled);
    }

    [Fact]
    public async Task A_flood_of_qos_0_while_a_handler_is_stuck_holds_bounded_memory_and_pings_still_work()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { KeepAlive = TimeSpan.FromSeconds(1), ReceiveQueueQoS0 = 10 });
        probe.Client.Subscribe("#", async (_, stopping) => await Task.Delay(Timeout.Infinite, stopping));
        using var connection = await broker.AcceptConnectAsync();
        await connection.ExpectAsync<SubscribePacket>();
        var flood = new PublishPacket { Topic = "t", Payload = new byte[10_000] };
        for (var i = 0; i < 500; i++)
            await connection.SendAsync(flood);
        Assert.IsType<PingRequestPacket>(await connection.ReceiveAsync());
        await connection.SendAsync(new PingResponsePacket());
        await ClientProbe.UntilAsync(() => probe.Drops.Count >= 489, () => $"{probe.Drops.Count} dropped");
        Assert.IsType<MqttConnectionState.Connected>(probe.Client.State);
    }

    [Fact]
    public async Task A_broker_that_refuses_and_closes_is_told_in_words()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using var connection = await broker.AcceptAsync();
        await connection.ExpectAsync<ConnectPacket>();
        await connection.SendHexAsync("2003008700");
        Assert.Matches(@"^broker at 127\.0\.0\.1:\d+ refused the connection: not authorised \(0x87\)$", (await probe.FaultAsync()).Message);
    }

    [Fact]
    public async Task A_broker_of_mqtt_3_1_1_only_gets_mqtt_3_1_1_at_once()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using (var first = await broker.AcceptAsync())
        {
            await first.ExpectAsync<ConnectPacket>();
            await first.SendHexAsync("20020001");
        }

        using var second = await broker.AcceptConnectAsync();
        Assert.Equal(MqttVersion.V311, (await probe.ConnectedAsync()).Version);
        Assert.Empty(probe.States.OfType<MqttConnectionState.WaitingToRetry>());
    }

    private static MqttClientOptions Options(ScriptedBroker broker) => new() { Server = broker.Url, ClientId = "camera", BackOff = ClientProbe.Quick };
}

using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>Whatever a broker sends: the connection ends with a reason, and the client comes back.</summary>
public sealed class HostileBrokerTests
{
    public static TheoryData<string, string, ReasonCode> Violations => new()
    {
        { "a remaining length of 256 MiB", "30FFFFFF7F00", ReasonCode.PacketTooLarge },
        { "a remaining length of five bytes", "30FFFFFFFF0100", ReasonCode.MalformedPacket },
        { "a topic that is not UTF-8", "30050002FFFE00", ReasonCode.MalformedPacket },
        { "a topic with a wildcard", "300500022B2F00", ReasonCode.TopicNameInvalid },
        { "QoS 3", "36070001610001" + "0000", ReasonCode.MalformedPacket },
        { "a PUBACK for an identifier never sent", "40020007", ReasonCode.ProtocolError },
        { "a SUBACK for an identifier never sent", "90040007" + "0000", ReasonCode.ProtocolError },
        { "topic alias 0", "3007000161" + "03230000", ReasonCode.TopicAliasInvalid },
        { "a topic alias out of range", "3007000161" + "03230011", ReasonCode.TopicAliasInvalid },
        { "a topic alias never set", "3006000003230001", ReasonCode.ProtocolError },
        { "a second CONNACK", "2003000000", ReasonCode.ProtocolError },
        { "packet type 0", "0000", ReasonCode.MalformedPacket },
        { "a CONNECT", "100D00044D51545405020000000000", ReasonCode.ProtocolError },
        { "AUTH unasked", "F000", ReasonCode.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_is_answered_with_its_reason_and_the_client_comes_back(string what, string hex, ReasonCode code)
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        using (var connection = await broker.AcceptConnectAsync())
        {
            await probe.ConnectedAsync();
            await connection.SendHexAsync(hex);
            Assert.Equal(code, (await connection.ExpectAsync<DisconnectPacket>()).Code);
            Assert.Null(await connection.ReceiveAsync());
        }

        var fault = await probe.FaultAsync();
        Assert.True(fault.Kind == MqttFaultKind.ProtocolViolation && fault.Code == code, $"{what}: {fault}");
        using var again = await broker.AcceptConnectAsync();
        await ClientProbe.UntilAsync(() => probe.Client.State is MqttConnectionState.Connected, () => what);
    }

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
    public async Task A_broker_that_never_answers_connect_is_left_at_the_deadline()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { ConnectTimeout = TimeSpan.FromMilliseconds(150) });
        using var connection = await broker.AcceptAsync();
        await connection.ExpectAsync<ConnectPacket>();
        Assert.Null(await connection.ReceiveAsync());
        Assert.Equal(MqttFaultKind.TimedOut, (await probe.FaultAsync()).Kind);
        using var again = await broker.AcceptAsync();
    }

    [Fact]
    public async Task A_packet_that_never_ends_does_not_keep_a_dead_connection()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { KeepAlive = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromMilliseconds(300) });
        using var connection = await broker.AcceptConnectAsync();
        await connection.SendHexAsync("30FFFF0E0001");
        for (var i = 0; i < 1000 && probe.States.OfType<MqttConnectionState.WaitingToRetry>().FirstOrDefault() is null; i++)
        {
            try
            {
                await connection.SendAsync([0x61]);
            }
            catch (IOException)
            {
                break;
            }

            await Task.Delay(10);
        }

        Assert.Equal(MqttFaultKind.TimedOut, (await probe.FaultAsync()).Kind);
    }

    [Fact]
    public async Task A_broker_that_floods_and_never_reads_is_left_at_the_ping_deadline()
    {
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker) with { KeepAlive = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromMilliseconds(300) });
        using var connection = await broker.AcceptConnectAsync();
        await probe.ConnectedAsync();
        // Each PUBREL asks for a PUBCOMP, which nobody reads.
        var pubrels = Enumerable.Repeat(Convert.FromHexString("62020007"), 4096).SelectMany(bytes => bytes).ToArray();
        var flooding = Task.Run(async () =>
        {
            try
            {
                while (true)
                    await connection.SendAsync(pubrels);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has left.
            }
        });
        Assert.Equal(MqttFaultKind.TimedOut, (await probe.FaultAsync()).Kind);
        await flooding.WaitAsync(TimeSpan.FromSeconds(10));
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

    [Fact]
    public async Task Random_bytes_after_the_connack_never_end_the_client()
    {
        const int Seed = 77;
        var random = new Random(Seed);
        await using var broker = new ScriptedBroker();
        await using var probe = ClientProbe.Start(Options(broker));
        for (var round = 0; round < 30; round++)
        {
            using var connection = await broker.AcceptConnectAsync();
            var noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            await connection.SendAsync(noise);
        }

        using var last = await broker.AcceptConnectAsync();
        await ClientProbe.UntilAsync(() => probe.Client.State is MqttConnectionState.Connected, () => $"seed {Seed}: {probe.Client.State}");
    }

    private static MqttClientOptions Options(ScriptedBroker broker) => new() { Server = broker.Url, ClientId = "camera", BackOff = ClientProbe.Quick };
}

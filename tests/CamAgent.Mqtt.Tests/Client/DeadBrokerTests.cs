using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>A broker that is silent, or keeps us busy with nothing, is left at a deadline.</summary>
public sealed class DeadBrokerTests
{
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

    private static MqttClientOptions Options(ScriptedBroker broker) => new() { Server = broker.Url, ClientId = "camera", BackOff = ClientProbe.Quick };
}

using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>Whatever a broker sends: the connection ends with a reason, and the client comes back.</summary>
public sealed class ProtocolViolationTests
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

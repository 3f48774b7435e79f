using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Packets;

/// <summary>Bytes worked out from the standards by hand, in both directions.</summary>
public sealed class PacketVectorTests
{
    public static TheoryData<int, byte[]> VariableByteIntegers => new()
    {
        // MQTT 5 table 1-1: the borders.
        { 0, [0x00] }, { 127, [0x7F] }, { 128, [0x80, 0x01] }, { 16_383, [0xFF, 0x7F] }, { 16_384, [0x80, 0x80, 0x01] },
        { 2_097_151, [0xFF, 0xFF, 0x7F] }, { 2_097_152, [0x80, 0x80, 0x80, 0x01] }, { 268_435_455, [0xFF, 0xFF, 0xFF, 0x7F] },
    };

    [Theory]
    [MemberData(nameof(VariableByteIntegers))]
    public void A_variable_byte_integer_has_the_form_of_table_1_1(int value, byte[] bytes)
    {
        var written = new byte[VariableByteInteger.Size(value)];
        VariableByteInteger.Write(written, value);
        Assert.Equal(bytes, written);
        var reader = new PacketReader(bytes);
        Assert.Equal(value, reader.ReadVariableByteInteger());
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData("8000")]
    [InlineData("FFFFFFFF")]
    [InlineData("8080808001")]
    [InlineData("80")]
    public void A_variable_byte_integer_that_is_overlong_or_cut_is_malformed(string hex)
    {
        var reader = new PacketReader(Convert.FromHexString(hex));
        reader.ReadVariableByteInteger();
        Assert.Equal(ReasonCode.MalformedPacket, reader.Violation?.Code);
    }

    [Fact]
    public void A_string_beyond_the_basic_plane_has_the_form_of_figure_1_1()
    {
        // "A" and U+2A6D4.
        var bytes = Convert.FromHexString("000541F0AA9B94");
        var reader = new PacketReader(bytes);
        Assert.Equal("A\U0002A6D4", reader.ReadString());
        var buffer = new PacketBuffer();
        new PacketWriter(buffer).WriteString("A\U0002A6D4");
        Assert.Equal(bytes, buffer.Written.ToArray());
    }

    [Theory]
    [InlineData("000100", "U+0000")]
    [InlineData("0003EDA080", "a surrogate")]
    [InlineData("0002C080", "an overlong form")]
    [InlineData("0001FF", "not UTF-8")]
    [InlineData("000241", "shorter than its length")]
    public void A_string_with_this_is_malformed(string hex, string what)
    {
        var reader = new PacketReader(Convert.FromHexString(hex));
        reader.ReadString();
        Assert.True(reader.Violation?.Code == ReasonCode.MalformedPacket, what);
    }

    [Fact]
    public void A_byte_order_mark_is_kept_as_a_character()
    {
        var reader = new PacketReader(Convert.FromHexString("0003EFBBBF"));
        Assert.Equal("\uFEFF", reader.ReadString());
    }

    [Fact]
    public void A_connect_of_mqtt_5_is_written_as_the_standard_lays_it_out() => Assert.Equal(
        // Header · protocol name · version, flags, keep-alive · properties · client id.
        "101C" + "00044D515454" + "0502001E" + "0B" + "21000A" + "220010" + "2700040000" + "000463616D31",
        Convert.ToHexString(PacketSamples.Encode(
            new ConnectPacket
            {
                Version = MqttVersion.V5,
                CleanStart = true,
                KeepAliveSeconds = 30,
                ClientId = "cam1",
                Properties = new() { ReceiveMaximum = 10, TopicAliasMaximum = 16, MaximumPacketSize = 262144 },
            },
            MqttVersion.V5)));

    [Theory]
    [InlineData("20020000", MqttVersion.V311, ReasonCode.Success)]
    [InlineData("20020005", MqttVersion.V311, ReasonCode.NotAuthorized)]
    [InlineData("2003008700", MqttVersion.V5, ReasonCode.NotAuthorized)]
    [InlineData("20020001", MqttVersion.V5, ReasonCode.UnsupportedProtocolVersion)]
    public void A_connack_is_understood_in_the_form_of_either_version(string hex, MqttVersion version, ReasonCode code)
    {
        Assert.True(PacketSamples.TryDecode(Convert.FromHexString(hex), version, out var packet, out _));
        Assert.Equal(code, Assert.IsType<ConnackPacket>(packet).Code);
    }

    [Theory]
    [InlineData("30020001", "a PUBLISH whose topic is cut")]
    [InlineData("3003000100", "a topic with U+0000")]
    [InlineData("300400012B00", "a wildcard in a topic name")]
    [InlineData("36060001610001", "QoS 3")]
    [InlineData("3804000161" + "00", "a duplicate of QoS 0")]
    [InlineData("32060001610000" + "00", "packet identifier zero")]
    [InlineData("3003000000", "no topic and no alias")]
    [InlineData("41020001", "reserved flags of PUBACK")]
    [InlineData("6002" + "0001", "reserved flags of PUBREL")]
    [InlineData("4005000100" + "0000", "bytes after the end")]
    [InlineData("20020200", "reserved CONNACK flags")]
    [InlineData("2004000000" + "00", "bytes after CONNACK")]
    [InlineData("200601870321000A", "a refusal with a session")]
    [InlineData("20060000032100" + "00", "receive maximum zero")]
    [InlineData("2008000005" + "2700000000", "maximum packet size zero")]
    [InlineData("2009000006" + "21000A21000A", "a property twice")]
    [InlineData("20050000022502", "a boolean of 2")]
    [InlineData("2005000002" + "0101", "a property of another packet")]
    [InlineData("2005000002" + "7F01", "a property that does not exist")]
    [InlineData("200400000521", "properties longer than the packet")]
    [InlineData("90030001" + "00", "a SUBACK without codes")]
    [InlineData("D00100", "a PINGRESP with a body")]
    [InlineData("0000", "packet type 0")]
    public void A_packet_with_this_is_a_violation(string hex, string what) =>
        Assert.False(PacketSamples.TryDecode(Convert.FromHexString(hex), MqttVersion.V5, out _, out _), what);

    [Fact]
    public void An_auth_packet_does_not_exist_in_mqtt_3_1_1() =>
        Assert.False(PacketSamples.TryDecode([0xF0, 0x00], MqttVersion.V311, out _, out _));

    [Fact]
    public void A_packet_longer_than_announced_is_refused_by_its_header_alone()
    {
        using var frames = new FrameReader(1024);
        PacketSamples.Feed(frames, Convert.FromHexString("30FFFFFF7F"));
        Assert.False(frames.TryRead(out _, out _, out var violation));
        Assert.Equal(ReasonCode.PacketTooLarge, violation?.Code);
    }

    [Fact]
    public void A_remaining_length_of_five_bytes_is_malformed()
    {
        using var frames = new FrameReader(1024);
        PacketSamples.Feed(frames, Convert.FromHexString("30FFFFFFFF01"));
        Assert.False(frames.TryRead(out _, out _, out var violation));
        Assert.Equal(ReasonCode.MalformedPacket, violation?.Code);
    }
}

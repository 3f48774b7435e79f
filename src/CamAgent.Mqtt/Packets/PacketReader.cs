using System.Buffers.Binary;

namespace CamAgent.Mqtt.Packets;

/// <summary>
/// Reads the fields of one packet. The first fault is kept and every read after it gives a default, so that a decoder
/// reads straight on and looks at <see cref="Violation"/> once.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public ProtocolViolation? Violation { get; private set; }

    public readonly bool Failed => Violation is not null;

    public readonly int Remaining => _rest.Length;

    public void Fail(ProtocolViolation violation)
    {
        Violation ??= violation;
        _rest = default;
    }

    public void Malformed(string message) => Fail(ProtocolViolation.Malformed(message));

    public byte ReadByte() => Take(1) is [var value] ? value : (byte)0;

    public ushort ReadUInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint ReadUInt32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    /// <summary>§2.2.1: zero is no packet identifier.</summary>
    public ushort ReadPacketIdentifier()
    {
        var id = ReadUInt16();
        if (id == 0 && !Failed)
            Fail(ProtocolViolation.Protocol("a packet identifier is zero"));
        return id;
    }

    /// <summary>§1.5.5: at most four bytes, and the shortest form.</summary>
    public int ReadVariableByteInteger()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = ReadByte();
            if (Failed)
                return 0;
            value |= (digit & 0x7F) << (7 * i);
            if ((digit & 0x80) != 0)
                continue;
            if (digit != 0 || i == 0)
                return value;
            Malformed("a variable byte integer is longer than it needs to be");
            return 0;
        }

        Malformed("a variable byte integer has more than four bytes");
        return 0;
    }

    public ReadOnlySpan<byte> ReadBinary() => Take(ReadUInt16());

    public string ReadString()
    {
        var bytes = ReadBinary();
        if (MqttString.IsValid(bytes))
            return MqttString.Decode(bytes);
        Malformed("a string is not well-formed UTF-8 or contains U+0000");
        return "";
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            Malformed("the packet ends within a field");
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeRest() => Take(_rest.Length);

    public void ExpectEnd()
    {
        if (!_rest.IsEmpty)
            Malformed("the packet is longer than its fields");
    }
}

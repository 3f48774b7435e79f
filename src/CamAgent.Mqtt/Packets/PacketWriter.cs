using System.Buffers.Binary;

namespace CamAgent.Mqtt.Packets;

/// <summary>Writes one packet's fields; lengths are filled in afterwards, when they are known.</summary>
internal readonly ref struct PacketWriter(PacketBuffer buffer)
{
    private readonly PacketBuffer _buffer = buffer;

    /// <returns>The mark for <see cref="EndPacket"/>.</returns>
    public int BeginPacket(PacketType type, int flags)
    {
        var mark = _buffer.Length;
        WriteByte((byte)(((int)type << 4) | flags));
        return mark;
    }

    public void EndPacket(int mark) => EndSection(mark + 1);

    /// <returns>The mark for <see cref="EndSection"/>, which puts the section's length before it.</returns>
    public int BeginSection() => _buffer.Length;

    public void EndSection(int mark)
    {
        var length = _buffer.Length - mark;
        var prefix = VariableByteInteger.Size(length);
        _buffer.Append(prefix);
        var section = _buffer.From(mark);
        section[..length].CopyTo(section[prefix..]);
        VariableByteInteger.Write(section[..prefix], length);
    }

    public void WriteByte(byte value) => _buffer.Append(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.Append(2), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.Append(4), value);

    public void WriteVariableByteInteger(int value) => VariableByteInteger.Write(_buffer.Append(VariableByteInteger.Size(value)), value);

    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(_buffer.Append(value.Length));

    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteUInt16(checked((ushort)value.Length));
        WriteBytes(value);
    }

    public void WriteString(string value)
    {
        var length = MqttString.ByteCount(value);
        WriteUInt16(checked((ushort)length));
        MqttString.Encode(value, _buffer.Append(length));
    }
}

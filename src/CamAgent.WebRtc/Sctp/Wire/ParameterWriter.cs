using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>Writes parameters or error causes one behind the other.</summary>
internal ref struct ParameterWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Written => _destination[..Length];

    /// <summary>Begins a parameter and gives the place for its value; empty where it has no room, and then nothing is written.</summary>
    internal Span<byte> Add(ushort type, int valueLength)
    {
        var size = ParameterReader.HeaderSize + valueLength;
        var padded = Padding.RoundUp(size);
        if (Length + padded > _destination.Length)
            return default;
        var parameter = _destination.Slice(Length, padded);
        BinaryPrimitives.WriteUInt16BigEndian(parameter, type);
        BinaryPrimitives.WriteUInt16BigEndian(parameter[2..], (ushort)size);
        parameter[size..].Clear();
        Length += padded;
        return parameter[ParameterReader.HeaderSize..size];
    }

    internal void Add(ushort type, ReadOnlySpan<byte> value)
    {
        var place = Add(type, value.Length);
        if (place.Length == value.Length)
            value.CopyTo(place);
    }
}

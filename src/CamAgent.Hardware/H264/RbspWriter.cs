namespace CamAgent.Hardware.H264;

/// <summary>Writes bits and Exp-Golomb codes (ITU-T H.264 §9.1) into NAL units of an Annex B stream, with emulation prevention (§7.3.1).
/// The buffer grows to the largest access unit and stays.</summary>
internal sealed class RbspWriter
{
    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _zeros;
    private uint _current;
    private int _bits;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>A start code and the NAL unit's header.</summary>
    /// <param name="referenceIdc">nal_ref_idc, 0…3.</param>
    public void Begin(NalUnitType type, int referenceIdc)
    {
        foreach (var value in (ReadOnlySpan<byte>)[0, 0, 0, 1, (byte)((referenceIdc << 5) | (int)type)])
            Put(value);
        _zeros = 0;
    }

    /// <summary>The stop bit and the zeros behind it (§7.3.2.11).</summary>
    public void End()
    {
        Flag(true);
        AlignWithZeros();
    }

    public void Flag(bool value) => Bits(value ? 1u : 0, 1);

    /// <summary>Up to 32 bits, most significant first.</summary>
    public void Bits(uint value, int count)
    {
        for (count--; count >= 0; count--)
        {
            _current = (_current << 1) | ((value >> count) & 1);
            if (++_bits == 8)
                Escape((byte)_current);
        }
    }

    /// <summary>ue(v) of less than 2³²−1.</summary>
    public void Unsigned(uint value)
    {
        var length = 31 - System.Numerics.BitOperations.LeadingZeroCount(value + 1);
        Bits(0, length);
        Bits(value + 1, length + 1);
    }

    /// <summary>se(v).</summary>
    public void Signed(int value) => Unsigned(value > 0 ? (2 * (uint)value) - 1 : 2 * (uint)-value);

    public void AlignWithZeros()
    {
        if (_bits != 0)
            Bits(0, 8 - _bits);
    }

    /// <summary>Whole bytes; only where the writer is aligned.</summary>
    public void Bytes(ReadOnlySpan<byte> values)
    {
        foreach (var value in values)
            Escape(value);
    }

    private void Escape(byte value)
    {
        if (_zeros >= 2 && value <= 3)
        {
            Put(3);
            _zeros = 0;
        }

        Put(value);
        _zeros = value == 0 ? _zeros + 1 : 0;
        (_current, _bits) = (0, 0);
    }

    private void Put(byte value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        _bytes[_length++] = value;
    }
}

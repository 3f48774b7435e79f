namespace CamAgent.Hardware.H264;

/// <summary>Reads bits and Exp-Golomb codes (ITU-T H.264 §9.1) from a NAL unit's payload, dropping emulation prevention bytes (§7.3.1).
/// Past the end every read gives zero and <see cref="Overrun"/> is set, so that a parser checks once, at its end.</summary>
internal ref struct RbspReader(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _position;
    private int _zeros;
    private uint _current;
    private int _bitsLeft;

    public bool Overrun { get; private set; }

    public bool ReadFlag() => ReadBits(1) != 0;

    /// <summary>Up to 32 bits, most significant first.</summary>
    public uint ReadBits(int count)
    {
        uint value = 0;
        for (; count > 0; count--)
        {
            if (_bitsLeft == 0 && !TryFill())
                return 0;
            _bitsLeft--;
            value = (value << 1) | ((_current >> _bitsLeft) & 1);
        }

        return value;
    }

    /// <summary>ue(v). Codes of more than 32 bits of suffix do not exist: they count as an overrun.</summary>
    public uint ReadUnsigned()
    {
        var zeros = 0;
        while (!ReadFlag())
        {
            if (Overrun || ++zeros > 31)
            {
                Overrun = true;
                return 0;
            }
        }

        return (uint)((1UL << zeros) - 1) + ReadBits(zeros);
    }

    /// <summary>se(v), §9.1.1.</summary>
    public int ReadSigned()
    {
        var code = ReadUnsigned();
        return (code & 1) != 0 ? (int)((code >> 1) + 1) : -(int)(code >> 1);
    }

    private bool TryFill()
    {
        if (_zeros >= 2 && _position < _payload.Length && _payload[_position] == 3)
        {
            _position++;
            _zeros = 0;
        }

        if (_position >= _payload.Length)
        {
            Overrun = true;
            return false;
        }

        _current = _payload[_position++];
        _zeros = _current == 0 ? _zeros + 1 : 0;
        _bitsLeft = 8;
        return true;
    }
}

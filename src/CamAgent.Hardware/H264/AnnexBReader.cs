namespace CamAgent.Hardware.H264;

/// <summary>Walks over the NAL units of a byte stream (ITU-T H.264 Annex B) without copying. Any bytes are valid input.</summary>
public ref struct AnnexBReader(ReadOnlySpan<byte> stream)
{
    private readonly ReadOnlySpan<byte> _stream = stream;
    private int _next = IndexOfStartCode(stream);

    /// <summary>Where the current NAL unit's start code (three bytes) begins in the stream.</summary>
    public int StartCodeOffset { get; private set; }

    /// <summary>The current NAL unit from its header byte on, without trailing zeros. Never empty.</summary>
    public ReadOnlySpan<byte> NalUnit { get; private set; }

    public readonly NalUnitType Type => (NalUnitType)(NalUnit[0] & 0x1F);

    /// <summary>The first 00 00 01 in the stream, or -1.</summary>
    public static int IndexOfStartCode(ReadOnlySpan<byte> stream) => stream.IndexOf([(byte)0, (byte)0, (byte)1]);

    public bool TryReadNext()
    {
        while (_next >= 0)
        {
            StartCodeOffset = _next;
            var begin = _next + 3;
            var length = IndexOfStartCode(_stream[begin..]);
            _next = length < 0 ? -1 : begin + length;
            // §7.4.1: a NAL unit never ends in 00; what is there is the next start code's zero_byte or trailing_zero_8bits.
            NalUnit = (length < 0 ? _stream[begin..] : _stream.Slice(begin, length)).TrimEnd((byte)0);
            if (!NalUnit.IsEmpty)
                return true;
        }

        return false;
    }
}

namespace CamAgent.WebRtc.Rtp;

/// <summary>Walks the elements of an RTP header extension in the one-byte or two-byte form (RFC 8285 §4.2, §4.3).</summary>
public ref struct HeaderExtensionReader
{
    internal const ushort OneByteProfile = 0xBEDE;
    internal const ushort TwoByteProfile = 0x1000;

    // RFC 8285 §4.3: the low four bits are "appbits", free for the application.
    private const ushort TwoByteProfileMask = 0xFFF0;

    private readonly bool _twoByte;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Takes the profile's 16 bits and the elements behind the length; an unknown profile has no elements.</summary>
    public HeaderExtensionReader(ushort profile, ReadOnlySpan<byte> elements)
    {
        _twoByte = (profile & TwoByteProfileMask) == TwoByteProfile;
        _rest = _twoByte || profile == OneByteProfile ? elements : default;
    }

    /// <summary>Gives the next element; false at the end, or where an element is longer than the extension.</summary>
    public bool TryRead(out int id, out ReadOnlySpan<byte> value)
    {
        id = 0;
        value = default;
        // RFC 8285 §4.2: zero bytes between elements are padding.
        _rest = _rest.TrimStart((byte)0);
        if (_rest.IsEmpty)
            return false;
        int start, length;
        if (_twoByte)
        {
            if (_rest.Length < 2)
                return false;
            (id, start, length) = (_rest[0], 2, _rest[1]);
        }
        else
        {
            // RFC 8285 §4.2: the length is one more than the field says; id 15 ends the processing of the whole extension.
            (id, start, length) = (_rest[0] >> 4, 1, (_rest[0] & 0x0F) + 1);
        }

        if ((!_twoByte && id is 0 or 15) || _rest.Length < start + length)
        {
            _rest = default;
            return false;
        }

        value = _rest.Slice(start, length);
        _rest = _rest[(start + length)..];
        return true;
    }
}

using System.Buffers.Binary;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>
/// Cuts what a TCP or TLS connection brings into messages (RFC 8656 §12.5, RFC 8489 §6.2.2): STUN says its own length, ChannelData too and is
/// padded to four. Memory is bounded: a message longer than any that is of use here is read past.
/// </summary>
internal sealed class TurnStreamReader
{
    /// <summary>Longer messages are passed over: viewers send some hundred bytes, and no path carries much more than 1500.</summary>
    public const int MaximumMessage = 4096;

    private const int PrefixSize = 4;
    private readonly byte[] _buffer = new byte[2 * MaximumMessage];
    private int _start;
    private int _end;
    private int _skip;

    /// <summary>The two leading bits, or STUN's cookie, are wrong: the stream cannot be read on.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Messages that were passed over.</summary>
    public long Oversized { get; private set; }

    /// <summary>Where to put what comes next; to be followed by <see cref="Advance"/>.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            return _buffer.AsMemory(_end);
        }
    }

    public void Advance(int count)
    {
        _end += count;
        Skip();
    }

    /// <summary>Gives the next whole message, without padding; a view that lasts until <see cref="Free"/> is asked for again.</summary>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        message = default;
        while (!IsBroken && _skip == 0 && _end - _start >= PrefixSize)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var stated = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            int length, padded;
            switch (rest[0] >> 6)
            {
                case 0:
                    length = padded = StunMessage.HeaderSize + stated;
                    if (rest.Length < StunMessage.HeaderSize)
                        return false;
                    if (!StunMessage.IsStun(rest))
                        IsBroken = true;
                    break;
                case 1:
                    length = ChannelData.HeaderSize + stated;
                    padded = ChannelData.Padded(length);
                    break;
                default:
                    IsBroken = true;
                    return false;
            }

            if (IsBroken)
                return false;
            if (padded > MaximumMessage)
            {
                Oversized++;
                _skip = padded;
                Skip();
                continue;
            }

            if (padded > rest.Length)
                return false;
            message = rest[..length];
            _start += padded;
            return true;
        }

        return false;
    }

    private void Skip()
    {
        var skipped = Math.Min(_skip, _end - _start);
        _skip -= skipped;
        _start += skipped;
    }
}

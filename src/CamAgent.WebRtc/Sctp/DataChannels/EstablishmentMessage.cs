using System.Buffers.Binary;
using System.Text;

namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>DATA_CHANNEL_OPEN (RFC 8832 §5.1); its answer, DATA_CHANNEL_ACK, is a type and nothing else (§5.2).</summary>
internal static class EstablishmentMessage
{
    internal const byte Acknowledgement = 2;
    internal const byte Open = 3;

    /// <summary>Bytes of label and protocol that are taken; the field would allow 131 070.</summary>
    internal const int MaximumText = 1024;

    internal const int FixedSize = 12;

    private const byte Unordered = 0x80;
    private const byte ByRetransmissions = 1;
    private const byte ByLifetime = 2;

    // §6.4: "normal".
    private const ushort Priority = 256;

    /// <returns>False where it is none, contradicts itself, or is longer than anybody needs.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> message, out DataChannelOptions options)
    {
        options = null!;
        if (message.Length < FixedSize || message[0] != Open)
            return false;
        int label = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocol = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        if (label + protocol > MaximumText || FixedSize + label + protocol > message.Length)
            return false;
        var kind = message[1] & ~Unordered;
        var parameter = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(message[4..]));
        if (kind > ByLifetime)
            return false;
        options = new DataChannelOptions
        {
            Label = Encoding.UTF8.GetString(message.Slice(FixedSize, label)),
            Protocol = Encoding.UTF8.GetString(message.Slice(FixedSize + label, protocol)),
            IsOrdered = (message[1] & Unordered) == 0,
            MaximumRetransmissions = kind == ByRetransmissions ? parameter : null,
            MaximumLifetime = kind == ByLifetime ? TimeSpan.FromMilliseconds(parameter) : null,
        };
        return true;
    }

    /// <exception cref="ArgumentException">Label and protocol are too long.</exception>
    internal static byte[] WriteOpen(DataChannelOptions options)
    {
        var label = Encoding.UTF8.GetBytes(options.Label);
        var protocol = Encoding.UTF8.GetBytes(options.Protocol);
        if (label.Length + protocol.Length > MaximumText)
            throw new ArgumentException($"Label and protocol have {label.Length + protocol.Length} bytes, more than {MaximumText}.", nameof(options));
        var message = new byte[FixedSize + label.Length + protocol.Length];
        message[0] = Open;
        message[1] = (byte)((options.IsOrdered ? 0 : Unordered)
            | (options.MaximumRetransmissions is not null ? ByRetransmissions : options.MaximumLifetime is not null ? ByLifetime : 0));
        var parameter = options.MaximumRetransmissions ?? (int)(options.MaximumLifetime?.TotalMilliseconds ?? 0);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Priority);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), (uint)parameter);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)label.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)protocol.Length);
        label.CopyTo(message.AsSpan(FixedSize));
        protocol.CopyTo(message.AsSpan(FixedSize + label.Length));
        return message;
    }
}

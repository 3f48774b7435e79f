using System.Buffers.Binary;

namespace CamAgent.WebRtc.Mdns;

/// <summary>Domain names as labels on the wire (RFC 1035 §3.1 and §4.1.4).</summary>
internal static class DnsName
{
    public const int MaximumText = 253;
    public const int MaximumWire = 255;
    private const int MaximumLabel = 63;

    /// <summary>A name needs no more jumps than it can have labels.</summary>
    private const int MaximumPointers = MaximumWire / 2;

    /// <summary>
    /// Whether the text is a name below <c>.local</c> that is worth asking for: letters, digits, hyphens and underscores in labels of 1 to
    /// 63.
    /// </summary>
    public static bool IsLocal(ReadOnlySpan<char> name)
    {
        if (name.Length > MaximumText || !name.EndsWith(".local", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (var range in name.Split('.'))
        {
            var label = name[range];
            if (label.Length is 0 or > MaximumLabel)
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Writes a name that <see cref="IsLocal"/> accepts, uncompressed. Returns its size.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<char> name)
    {
        var at = 0;
        foreach (var range in name.Split('.'))
        {
            var label = name[range];
            destination[at++] = (byte)label.Length;
            foreach (var c in label)
                destination[at++] = (byte)c;
        }

        destination[at++] = 0;
        return at;
    }

    /// <summary>Finds the end of the name at <paramref name="at"/>, without following pointers.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int at)
    {
        for (var size = 0; at < message.Length && size <= MaximumWire;)
        {
            int length = message[at];
            if (length >= 0xC0)
            {
                at += 2;
                return at <= message.Length;
            }

            if (length > MaximumLabel)
                return false;
            at += 1 + length;
            size += 1 + length;
            if (length == 0)
                return true;
        }

        return false;
    }

    /// <summary>Compares the name at <paramref name="at"/> with a text, whatever the case, following compression.</summary>
    public static bool Matches(ReadOnlySpan<byte> message, int at, ReadOnlySpan<char> name)
    {
        var pointers = 0;
        while (at < message.Length)
        {
            int length = message[at];
            if (length >= 0xC0)
            {
                if (at + 2 > message.Length || ++pointers > MaximumPointers)
                    return false;
                var target = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3FFF;
                // Only backwards: so no chain of pointers can be a loop.
                if (target >= at)
                    return false;
                at = target;
                continue;
            }

            if (length == 0)
                return name.IsEmpty;
            if (length > MaximumLabel || at + 1 + length > message.Length || name.Length < length)
                return false;
            for (var i = 0; i < length; i++)
            {
                if (char.ToLowerInvariant((char)message[at + 1 + i]) != char.ToLowerInvariant(name[i]))
                    return false;
            }

            name = name[length..];
            if (!name.IsEmpty)
            {
                if (name[0] != '.' || name.Length == 1)
                    return false;
                name = name[1..];
            }

            at += 1 + length;
        }

        return false;
    }
}

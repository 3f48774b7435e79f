namespace CamAgent.Hardware.Sensors.Classes;

internal enum OneWireFault
{
    None,
    Garbled,
    Checksum,

    /// <summary>The value that is there when power comes: DS18B20 data sheet, "power-on reset value".</summary>
    NotConverted,
    ShortCircuit,
}

/// <summary>
/// What w1_therm prints: <c>72 01 4b 46 7f ff 0e 10 57 : crc=57 YES</c>, and the bytes again with <c>t=23125</c>, milli degrees Celsius.
/// </summary>
internal static class OneWireScratchpad
{
    private const int Bytes = 9;

    public static OneWireFault Parse(ReadOnlySpan<byte> text, out double milliCelsius)
    {
        milliCelsius = 0;
        Span<byte> memory = stackalloc byte[Bytes];
        if (!TryReadBytes(text, memory))
            return OneWireFault.Garbled;
        var lineEnd = text.IndexOf((byte)'\n');
        var mark = text.LastIndexOf("t="u8);
        if (lineEnd < 0 || mark < lineEnd)
            return OneWireFault.Garbled;
        if (!text[..lineEnd].TrimEnd(" \r"u8).EndsWith("YES"u8) || Crc8(memory[..8]) != memory[8])
            return OneWireFault.Checksum;
        // Eight zeros have the checksum zero.
        if (memory.IndexOfAnyExcept((byte)0) < 0)
            return OneWireFault.ShortCircuit;
        return SysfsFile.TryParseNumber(text[(mark + 2)..], out milliCelsius) ? Plausible(milliCelsius) : OneWireFault.Garbled;
    }

    /// <summary>The devices measure from −55 to 125 °C.</summary>
    public static OneWireFault Plausible(double milliCelsius) => milliCelsius switch
    {
        85_000 => OneWireFault.NotConverted,
        < -55_000 or > 125_000 => OneWireFault.Garbled,
        _ => OneWireFault.None,
    };

    /// <summary>Maxim application note 27: x⁸ + x⁵ + x⁴ + 1, least significant bit first.</summary>
    internal static byte Crc8(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8c : crc >> 1;
        }

        return (byte)crc;
    }

    private static bool TryReadBytes(ReadOnlySpan<byte> text, Span<byte> memory)
    {
        for (var i = 0; i < Bytes; i++)
        {
            if (text.Length < 3 || !System.Buffers.Text.Utf8Parser.TryParse(text[..2], out memory[i], out var used, 'x') || used != 2 || text[2] != ' ')
                return false;
            text = text[3..];
        }

        return true;
    }
}

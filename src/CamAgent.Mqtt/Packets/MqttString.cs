using System.Text;
using System.Text.Unicode;

namespace CamAgent.Mqtt.Packets;

/// <summary>MQTT 5 §1.5.4: at most 65535 bytes of well-formed UTF-8 without U+0000.</summary>
internal static class MqttString
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsValid(ReadOnlySpan<byte> utf8) => !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    public static bool IsValid(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            return false;
        // A lone surrogate has no UTF-8 form.
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return Strict.GetByteCount(text) <= ushort.MaxValue;
    }

    public static string Decode(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : Strict.GetString(utf8);

    public static int ByteCount(string text) => Strict.GetByteCount(text);

    public static int Encode(string text, Span<byte> destination) => Strict.GetBytes(text, destination);
}

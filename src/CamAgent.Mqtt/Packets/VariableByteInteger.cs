namespace CamAgent.Mqtt.Packets;

/// <summary>MQTT 5 §1.5.5.</summary>
internal static class VariableByteInteger
{
    public const int Maximum = 268_435_455;

    public static int Size(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    public static void Write(Span<byte> destination, int value)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var more = i < destination.Length - 1;
            destination[i] = (byte)((value & 0x7F) | (more ? 0x80 : 0));
            value >>= 7;
        }
    }
}

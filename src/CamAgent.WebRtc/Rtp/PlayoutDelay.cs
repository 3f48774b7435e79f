namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// The least and the greatest delay from capture to screen that the sender wishes for, each 0 to 40.95 s in steps of 10 ms.
/// Zero and zero: show at once.
/// </summary>
public readonly record struct PlayoutDelay(TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>Bytes of the extension's element: two numbers of 12 bits.</summary>
    public const int Size = 3;

    private const int Limit = 0xFFF;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>Writes <see cref="Size"/> bytes; values out of range become the nearest in range.</summary>
    public void Write(Span<byte> destination)
    {
        var minimum = Steps(Minimum);
        var maximum = Steps(Maximum);
        destination[2] = (byte)maximum;
        destination[1] = (byte)((minimum << 4) | (maximum >> 8));
        destination[0] = (byte)(minimum >> 4);
    }

    public static bool TryRead(ReadOnlySpan<byte> value, out PlayoutDelay delay)
    {
        delay = default;
        if (value.Length != Size)
            return false;
        delay = new PlayoutDelay(Step * ((value[0] << 4) | (value[1] >> 4)), Step * (((value[1] & 0x0F) << 8) | value[2]));
        return true;
    }

    private static int Steps(TimeSpan delay) => (int)Math.Clamp(delay / Step, 0, Limit);
}

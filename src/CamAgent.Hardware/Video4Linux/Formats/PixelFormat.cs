namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>How a buffer's bytes are a picture: a four-character code (V4L2_PIX_FMT_*).</summary>
public readonly record struct PixelFormat(uint FourCc)
{
    /// <summary>Y0 U Y1 V, 4:2:2.</summary>
    public static PixelFormat Yuyv => Of("YUYV");

    /// <summary>U Y0 V Y1, 4:2:2.</summary>
    public static PixelFormat Uyvy => Of("UYVY");

    /// <summary>Luma, then U V pairs, 4:2:0.</summary>
    public static PixelFormat Nv12 => Of("NV12");

    /// <summary>Luma, then V U pairs, 4:2:0.</summary>
    public static PixelFormat Nv21 => Of("NV21");

    /// <summary>Luma, U, V, 4:2:0: I420.</summary>
    public static PixelFormat Yuv420 => Of("YU12");

    /// <summary>Luma, V, U, 4:2:0.</summary>
    public static PixelFormat Yvu420 => Of("YV12");

    /// <summary>As <see cref="Nv12"/>, in two memory planes.</summary>
    public static PixelFormat Nv12Multiplanar => Of("NM12");

    /// <summary>As <see cref="Nv21"/>, in two memory planes.</summary>
    public static PixelFormat Nv21Multiplanar => Of("NM21");

    /// <summary>As <see cref="Yuv420"/>, in three memory planes.</summary>
    public static PixelFormat Yuv420Multiplanar => Of("YM12");

    /// <summary>As <see cref="Yvu420"/>, in three memory planes.</summary>
    public static PixelFormat Yvu420Multiplanar => Of("YM21");

    /// <summary>Luma only.</summary>
    public static PixelFormat Grey => Of("GREY");

    public static PixelFormat MotionJpeg => Of("MJPG");

    public static PixelFormat Jpeg => Of("JPEG");

    /// <summary>H.264 with start codes.</summary>
    public static PixelFormat H264 => Of("H264");

    /// <summary>Four printable ASCII characters.</summary>
    /// <exception cref="ArgumentException">They are not four.</exception>
    public static PixelFormat Of(string code) => code.Length == 4
        ? new(code[0] | ((uint)code[1] << 8) | ((uint)code[2] << 16) | ((uint)code[3] << 24))
        : throw new ArgumentException("A pixel format has four characters.", nameof(code));

    /// <summary>The code; bytes that are no printable ASCII as question marks. Bit 31 marks big-endian variants.</summary>
    public override string ToString() => string.Create(4, FourCc & 0x7FFF_FFFF, static (text, code) =>
    {
        for (var i = 0; i < 4; i++, code >>= 8)
            text[i] = (code & 0xFF) is >= 0x20 and < 0x7F ? (char)(code & 0xFF) : '?';
    }) + ((FourCc & 0x8000_0000) != 0 ? "-BE" : "");
}

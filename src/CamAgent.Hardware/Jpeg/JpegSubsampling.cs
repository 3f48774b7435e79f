namespace CamAgent.Hardware.Jpeg;

/// <summary>How much smaller the colour planes are (enum TJSAMP).</summary>
internal enum JpegSubsampling
{
    Yuv444 = 0,
    Yuv422 = 1,
    Yuv420 = 2,
    Gray = 3,
    Yuv440 = 4,
    Yuv411 = 5,
}

using System.Numerics;

namespace CamAgent.Hardware.Video.Drawing;

/// <summary>ITU-R BT.709-6 §3: from gamma-coded red, green and blue (0…1) to eight-bit samples, luma 16…235 and differences 16…240.</summary>
internal static class Bt709
{
    private static readonly Vector3 Weights = new(0.2126f, 0.7152f, 0.0722f);

    public static byte Luma(Vector3 color) => (byte)Math.Clamp(MathF.Round(16 + (219 * Vector3.Dot(color, Weights))), 16, 235);

    public static byte Blue(Vector3 color) => Difference((color.Z - Vector3.Dot(color, Weights)) / 1.8556f);

    public static byte Red(Vector3 color) => Difference((color.X - Vector3.Dot(color, Weights)) / 1.5748f);

    private static byte Difference(float value) => (byte)Math.Clamp(MathF.Round(128 + (224 * value)), 16, 240);
}

using System.Globalization;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>struct v4l2_fract. Of a time it is seconds.</summary>
public readonly record struct Fraction(uint Numerator, uint Denominator)
{
    public bool IsValid => Numerator > 0 && Denominator > 0;

    public double Value => Denominator == 0 ? 0 : (double)Numerator / Denominator;

    /// <summary>As a frame interval: pictures a second, zero where there is no such.</summary>
    public double PerSecond => Numerator == 0 ? 0 : (double)Denominator / Numerator;

    public static Fraction OfFrameRate(int picturesPerSecond) => new(1, (uint)picturesPerSecond);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}

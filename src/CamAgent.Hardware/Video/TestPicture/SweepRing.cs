using System.Numerics;
using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>A light that runs around the ring once a second and fades behind itself: its head is the fraction of the second.
/// Which samples belong to the ring, and at which angle, is found out once.</summary>
internal sealed class SweepRing
{
    /// <summary>The tail's length, as a share of the circle.</summary>
    private const float Tail = 0.3f;

    private static readonly Vector3 Light = new(0.42f, 0.95f, 0.98f);

    private readonly Sample[] _luma;
    private readonly Sample[] _chroma;

    public SweepRing(int pictureWidth, Vector2 center, float radius, float lineWidth)
    {
        _luma = Find(pictureWidth, center, radius, lineWidth);
        _chroma = Find(pictureWidth / 2, center / 2, radius / 2, lineWidth / 2);
    }

    /// <param name="phase">0…1, clockwise from the top.</param>
    public void Paint(I420Buffer picture, float phase)
    {
        var head = (int)(phase * 65536);
        Blend(picture.Luma, _luma, head, Bt709.Luma(Light));
        Blend(picture.Blue, _chroma, head, Bt709.Blue(Light));
        Blend(picture.Red, _chroma, head, Bt709.Red(Light));
    }

    private static void Blend(Span<byte> plane, ReadOnlySpan<Sample> samples, int head, byte value)
    {
        const int TailLength = (int)(Tail * 65536);
        foreach (var sample in samples)
        {
            var behind = (head - sample.Angle) & 0xFFFF;
            if (behind >= TailLength)
                continue;
            // Falls off with the square, so that the head is clear and the end cannot be seen.
            var strength = TailLength - behind;
            var weight = (int)((long)strength * strength / TailLength * sample.Coverage / TailLength);
            ref var target = ref plane[sample.Offset];
            target = (byte)(target + ((value - target) * weight / 255));
        }
    }

    private static Sample[] Find(int planeWidth, Vector2 center, float radius, float lineWidth)
    {
        var samples = new List<Sample>();
        var reach = (int)(radius + lineWidth) + 2;
        for (var y = (int)center.Y - reach; y <= (int)center.Y + reach; y++)
        {
            for (var x = (int)center.X - reach; x <= (int)center.X + reach; x++)
            {
                var from = new Vector2(x + 0.5f, y + 0.5f) - center;
                var coverage = (byte)(255 * Math.Clamp((lineWidth / 2) + 0.5f - Math.Abs(from.Length() - radius), 0, 1));
                if (coverage == 0)
                    continue;
                var turn = MathF.Atan2(from.X, -from.Y) / MathF.Tau;
                samples.Add(new((y * planeWidth) + x, (ushort)((turn < 0 ? turn + 1 : turn) * 65535), coverage));
            }
        }

        return [.. samples];
    }

    private readonly record struct Sample(int Offset, ushort Angle, byte Coverage);
}

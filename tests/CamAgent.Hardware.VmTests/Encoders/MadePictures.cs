using System.Diagnostics;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.VmTests.Encoders;

/// <summary>Pictures that can be told apart, at 30 a second; their capture timestamps count them.</summary>
internal sealed class MadePictures(params (int Width, int Height, int Count)[] runs) : RawPictureSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.0 / 30);

    public override string Description => "made pictures";

    public override VideoFormat Format => new(runs[0].Width, runs[0].Height, 30);

    public override ColorDescription Color => ColorDescription.Bt709;

    /// <summary>Never 0, which the virtual encoder cannot code.</summary>
    internal static byte[] Samples(int width, int height, int number)
    {
        var samples = new byte[width * height * 3 / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)(1 + (((i * 7) + (i / width) + (number * 31)) % 255));
        return samples;
    }

    public override void Run(RawPictureHandler handler, CancellationToken stop)
    {
        var number = 0;
        var start = Stopwatch.GetTimestamp();
        foreach (var (width, height, count) in runs)
        {
            for (var i = 0; i < count && !stop.IsCancellationRequested; i++, number++)
            {
                var samples = Samples(width, height, number);
                var (luma, chroma) = (width * height, width * height / 4);
                handler(new(
                    width, height, samples.AsSpan(0, luma), width, samples.AsSpan(luma, chroma), samples.AsSpan(luma + chroma), width / 2, captureTimestamp: number));
                var wait = (Interval * (number + 1)) - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero)
                    stop.WaitHandle.WaitOne(wait);
            }
        }
    }
}

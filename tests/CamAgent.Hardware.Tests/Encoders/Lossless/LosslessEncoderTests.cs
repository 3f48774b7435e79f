using System.Diagnostics;
using CamAgent.Hardware.Encoders.Lossless;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.NoSignal;

namespace CamAgent.Hardware.Tests.Encoders.Lossless;

public sealed class LosslessEncoderTests
{
    private static readonly EncoderSettings Settings = new(1_000_000, 2_000_000, TimeSpan.FromSeconds(10));

    [Fact]
    public void The_stream_is_constrained_baseline_of_the_pictures_size()
    {
        using var encoder = Open(198, 110);
        var unit = Encode(encoder, new Canvas(198, 110));
        var reader = new AnnexBReader(unit);
        Assert.True(reader.TryReadNext());
        Assert.True(SequenceParameterSet.TryParse(reader.NalUnit, out var parameters));
        Assert.Equal((198, 110, true), (parameters.Width, parameters.Height, parameters.Profile.IsConstrainedBaseline));
        Assert.True(reader.TryReadNext());
        Assert.Equal(NalUnitType.PictureParameterSet, reader.Type);
        Assert.True(reader.TryReadNext());
        Assert.Equal(NalUnitType.IdrSlice, reader.Type);
        Assert.False(reader.TryReadNext());
    }

    [Fact]
    public void What_does_not_change_costs_next_to_nothing()
    {
        using var encoder = Open(640, 360);
        var canvas = new Canvas(640, 360);
        canvas.Scribble(new Random(1), 300);
        Encode(encoder, canvas);
        Assert.InRange(Encode(encoder, canvas).Length, 1, 20);
    }

    [Fact]
    public void Flat_ground_costs_a_byte_for_each_macroblock()
    {
        using var encoder = Open(640, 352);
        Assert.InRange(Encode(encoder, new Canvas(640, 352)).Length, 384, 384 + (40 * 22) + 100);
    }

    [Fact]
    public void A_key_frame_comes_when_asked_for_and_when_the_interval_is_over()
    {
        using var encoder = LosslessEncoder.Open(new(64, 64, 1), ColorDescription.Bt709, Settings with { KeyFrameInterval = TimeSpan.FromSeconds(4) });
        var canvas = new Canvas(64, 64);
        var keyFrames = new List<bool>();
        for (var i = 0; i < 8; i++)
        {
            if (i == 2)
                encoder.ForceKeyFrame();
            encoder.Encode(canvas.AsPicture(i), unit => keyFrames.Add(unit.IsKeyFrame));
        }

        Assert.Equal([true, false, true, false, false, false, true, false], keyFrames);
    }

    [SkippableTheory]
    [Trait("Category", "Media")]
    [InlineData(64, 64)]
    [InlineData(198, 110)]
    [InlineData(640, 360)]
    public void Every_picture_is_decoded_exactly_as_it_was_drawn(int width, int height)
    {
        Skip.IfNot(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg: apt install ffmpeg");
        using var folder = new TemporaryFolder();
        using var encoder = Open(width, height);
        using var stream = new MemoryStream();
        using var drawn = new MemoryStream();
        var random = new Random(width);
        var canvas = new Canvas(width, height);
        for (var i = 0; i < 40; i++)
        {
            // Flat fields, noise, and now and then everything anew: every kind of macroblock beside every other.
            if (random.Next(8) == 0)
                encoder.ForceKeyFrame();
            canvas.Scribble(random, random.Next(12));
            stream.Write(Encode(encoder, canvas));
            drawn.Write(canvas.Samples);
        }

        Assert.Equal(drawn.ToArray(), Decode(folder, stream.ToArray()));
    }

    [SkippableFact]
    [Trait("Category", "Media")]
    public void The_words_in_the_cameras_place_are_decoded_exactly_and_cost_little()
    {
        Skip.IfNot(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg: apt install ffmpeg");
        using var folder = new TemporaryFolder();
        var format = NoSignalFormat.For(new(1280, 720, 30), longestSide: 384);
        var painter = new NoSignalPainter(format);
        using var encoder = LosslessEncoder.Open(format, ColorDescription.Bt709, Settings);
        var began = new DateTimeOffset(2026, 11, 20, 18, 59, 58, TimeSpan.Zero);
        var notice = new NoSignalNotice("No signal", "Front door", "/dev/video0 (USB camera) was unplugged. Plug it in again.", began);
        using var stream = new MemoryStream();
        using var drawn = new MemoryStream();
        var sizes = new List<int>();
        for (var second = 0; second < 5; second++)
        {
            var picture = painter.Paint(notice, began.AddSeconds(second), second);
            drawn.Write(picture.Luma);
            drawn.Write(picture.Blue);
            drawn.Write(picture.Red);
            encoder.Encode(picture, unit =>
            {
                stream.Write(unit.Data);
                sizes.Add(unit.Data.Length);
            });
        }

        Assert.Equal(drawn.ToArray(), Decode(folder, stream.ToArray()));
        Assert.InRange(sizes[0], 5_000, 60_000);
        Assert.InRange(sizes.Skip(1).Max(), 100, 12_000);
    }

    private static LosslessEncoder Open(int width, int height) => LosslessEncoder.Open(new(width, height, 1), ColorDescription.Bt709, Settings);

    private static byte[] Encode(LosslessEncoder encoder, Canvas canvas)
    {
        byte[]? unit = null;
        encoder.Encode(canvas.AsPicture(0), coded => unit = coded.Data.ToArray());
        return unit!;
    }

    private static byte[] Decode(TemporaryFolder folder, byte[] stream)
    {
        var path = folder.Write("stream.h264", stream);
        var decoded = folder.PathOf("decoded.yuv");
        string[] arguments = ["-v", "error", "-xerror", "-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", decoded];
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", errors);
        return File.ReadAllBytes(decoded);
    }

    /// <summary>A picture to scribble on; its planes one behind the other.</summary>
    private sealed class Canvas(int width, int height)
    {
        public byte[] Samples { get; } = [.. Enumerable.Repeat((byte)128, width * height * 3 / 2)];

        public RawPicture AsPicture(long timestamp)
        {
            var (luma, chroma) = (width * height, width * height / 4);
            return new(width, height, Samples.AsSpan(0, luma), width, Samples.AsSpan(luma, chroma), Samples.AsSpan(luma + chroma), width / 2, timestamp);
        }

        /// <summary>Fills rectangles flat or with noise, zeros among it.</summary>
        public void Scribble(Random random, int rectangles)
        {
            for (var i = 0; i < rectangles; i++)
            {
                var (offset, planeWidth, planeHeight) = random.Next(3) switch
                {
                    0 => (0, width, height),
                    1 => (width * height, width / 2, height / 2),
                    _ => (width * height * 5 / 4, width / 2, height / 2),
                };
                var (left, top) = (random.Next(planeWidth), random.Next(planeHeight));
                var (right, bottom) = (random.Next(left, planeWidth) + 1, random.Next(top, planeHeight) + 1);
                var (isNoise, value) = (random.Next(3) == 0, (byte)random.Next(256));
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                        Samples[offset + (y * planeWidth) + x] = isNoise ? (byte)random.Next(4) : value;
                }
            }
        }
    }
}

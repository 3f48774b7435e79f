using System.Globalization;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Encoders;

/// <summary>A camera, an encoder behind it, and what came out.</summary>
internal sealed class EncodingRun
{
    internal static readonly VideoFormat Format = new(320, 180, 30);
    internal static readonly EncoderSettings Settings = new(2_000_000, 4_000_000, TimeSpan.FromSeconds(10));

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly List<byte> _stream = [];
    private readonly V4l2EncoderOptions _options;
    private readonly string _encoderPath;

    /// <param name="options">Null for the defaults.</param>
    internal EncodingRun(RawPictureSource pictures, string encoderPath, V4l2EncoderOptions? options = null, EncoderSettings? settings = null, params Substream[] substreams)
    {
        _options = options ?? new();
        _encoderPath = encoderPath;
        Source = new(pictures, Open, settings ?? Settings, substreams);
    }

    internal EncodedVideoSource Source { get; }

    /// <summary>The encoder as it is open; after the run, as it was.</summary>
    internal V4l2H264Encoder? Encoder { get; private set; }

    /// <summary>Of each access unit whether it is a key frame.</summary>
    internal List<bool> KeyFrames { get; } = [];

    internal List<long> Timestamps { get; } = [];

    internal static RawPictureSource Camera(VideoNode node) => new V4l2PictureSource(node.Path, Format, TimeProvider.System);

    /// <summary>Runs until so many access units have come.</summary>
    /// <param name="onUnit">Called with the number of those before each.</param>
    internal async Task RunAsync(int units, Action<int>? onUnit = null)
    {
        using var stop = new CancellationTokenSource(Limit);
        await Task.Run(() => Source.Run(
            unit =>
            {
                onUnit?.Invoke(KeyFrames.Count);
                _stream.AddRange(unit.Data);
                KeyFrames.Add(unit.IsKeyFrame);
                Timestamps.Add(unit.CaptureTimestamp);
                if (KeyFrames.Count == units)
                    stop.Cancel();
            },
            stop.Token));
        Assert.True(KeyFrames.Count >= units, string.Create(CultureInfo.InvariantCulture, $"{KeyFrames.Count} of {units} pictures within {Limit.TotalSeconds} s"));
    }

    /// <summary>Has ffmpeg decode the stream.</summary>
    /// <returns>The pictures in I420, which all have to be of this size.</returns>
    internal Task<List<byte[]>> DecodeAsync(int width, int height) => DecodeAsync(_stream, width, height);

    internal static async Task<List<byte[]>> DecodeAsync(IEnumerable<byte> stream, int width, int height)
    {
        var folder = Directory.CreateTempSubdirectory("encoding").FullName;
        try
        {
            await File.WriteAllBytesAsync($"{folder}/coded.h264", [.. stream]);
            var said = await Command.RunAsync(
                "ffmpeg", "-v", "error", "-nostdin", "-i", $"{folder}/coded.h264", "-fps_mode", "passthrough", "-f", "rawvideo", $"{folder}/pictures.yuv");
            Assert.Equal("", said);
            var bytes = await File.ReadAllBytesAsync($"{folder}/pictures.yuv");
            var size = width * height * 3 / 2;
            Assert.Equal(0, bytes.Length % size);
            return [.. bytes.Chunk(size)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private V4l2H264Encoder Open(VideoFormat format, ColorDescription color, EncoderSettings settings) =>
        Encoder = V4l2H264Encoder.Open(_encoderPath, format, color, settings, _options);
}

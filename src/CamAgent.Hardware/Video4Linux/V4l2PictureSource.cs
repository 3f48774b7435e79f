using CamAgent.Hardware.Jpeg;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>A Video4Linux camera that gives uncompressed pictures, or Motion JPEG.</summary>
/// <remarks>Pictures are handed on where the driver put them: their layout is the camera's, and <see cref="RawPicture.Buffer"/> lets an encoder read
/// them there. Motion JPEG is decoded to I420 first.</remarks>
public sealed class V4l2PictureSource : RawPictureSource
{
    /// <summary>One is being filled, one waits, one is being coded, and one is for a hiccup.</summary>
    private const int Buffers = 4;

    private readonly VideoFormat _asked;
    private readonly TimeProvider _time;
    private readonly CaptureTiming _timing;
    private readonly CameraNode _node;
    private readonly V4l2CameraControls _controls;
    private volatile Given _given;

    /// <param name="device">A node (/dev/video0, /dev/v4l/by-id/…); empty for the first camera that will do.</param>
    /// <param name="format">What the camera is set to, or the nearest that it has.</param>
    public V4l2PictureSource(string device, VideoFormat format, TimeProvider time)
        : this(device, format, time, CaptureTiming.Default, new(), VideoDevice.Open)
    {
    }

    internal V4l2PictureSource(
        string device, VideoFormat format, TimeProvider time, CaptureTiming timing, VideoDevices devices, Func<string, VideoDevice> open)
    {
        _asked = format;
        _time = time;
        _timing = timing;
        _node = new(device, devices, open);
        _controls = new(time);
        _given = new(format, ColorDescription.Bt601, device.Length > 0 ? device : "camera", Lost: 0);
    }

    public override string Description => _given.Description;

    public override VideoFormat Format => _given.Format;

    public override ColorDescription Color => _given.Color;

    public override ICameraControls Controls => _controls;

    /// <summary>The formats that are looked for, in the order of preference. An encoder puts first what it takes; the rest has to be converted.</summary>
    internal PixelFormat[] Preference { get; init; } = CaptureFormats.Raw;

    /// <summary>What the encoder behind it takes, its favourite first: of these the camera is asked for one before any other, so that nothing need be
    /// converted, nor copied.</summary>
    public IReadOnlyList<PixelFormat> EncoderFormats
    {
        init => Preference = [.. value.Where(CaptureFormats.Raw.Contains), .. CaptureFormats.Raw.Where(format => !value.Contains(format))];
    }

    /// <summary>Whether pictures come with a <see cref="RawPicture.Buffer"/>, where the driver can.</summary>
    internal bool SharesBuffers { get; init; } = true;

    /// <summary>Pictures that the camera took and nobody got, in this run.</summary>
    public long LostPictures => _given.Lost;

    public override void Run(RawPictureHandler handler, CancellationToken stop)
    {
        try
        {
            using var wakeUp = new WakeUp(stop);
            using var device = _node.Open(device => CaptureFormats.TryChoose(device, Preference, _asked, out _));
            _ = device.TrySubscribe(DeviceEventType.SourceChange);
            while (!stop.IsCancellationRequested && Stream(device, handler, wakeUp, stop) == CaptureEnd.SourceChanged)
            {
            }
        }
        catch (VideoDeviceException exception)
        {
            throw new VideoSourceException(exception.Message, exception);
        }
    }

    /// <summary>From a format to its end.</summary>
    private CaptureEnd Stream(VideoDevice device, RawPictureHandler handler, WakeUp wakeUp, CancellationToken stop)
    {
        var (format, frameRate) = CameraSetup.Apply(device, Preference, _asked);
        var isJpeg = CaptureFormats.IsJpeg(format.PixelFormat);
        var map = isJpeg ? null : PictureMap.Create(device.Path, format);
        using var decoder = isJpeg ? new JpegPictureDecoder(format.Width & ~1, format.Height & ~1) : null;
        _given = new(
            new(format.Width & ~1, format.Height & ~1, frameRate),
            isJpeg ? ColorDescription.Bt601 with { IsFullRange = true } : format.Colorimetry.ToColorDescription(),
            $"{device.Path} ({device.Capabilities.Card}), {format.PixelFormat}",
            Lost: 0);

        using var queue = device.CreateQueue(device.Capabilities.CaptureType, MemoryKind.Mmap, Buffers);
        Check(device.Path, format, map, queue);
        using var pictures = new CapturedPictures(queue, format, share: map is not null && SharesBuffers);
        for (var index = 0; index < queue.Count; index++)
            queue.Enqueue(index);
        _controls.Attach(device);
        try
        {
            var stream = new CaptureStream(device, queue, _controls, frameRate, _time, _timing, "has given only damaged pictures");
            var taking = new Taking(this, queue, pictures, map, decoder, handler);
            return stream.Pump(taking.Take, wakeUp, stop);
        }
        finally
        {
            _controls.Detach();
        }
    }

    /// <summary>What the memory cannot hold is refused at once: the planes are read through bare pointers later.</summary>
    private static void Check(string path, DeviceFormat format, PictureMap? map, BufferQueue queue)
    {
        var planes = map?.MemoryPlanes ?? 1;
        if (queue.PlaneCount != planes)
            throw DeviceFault.Impossible(path, $"says {planes} memory planes and has {queue.PlaneCount}");
        for (var index = 0; map is not null && index < queue.Count; index++)
        {
            for (var plane = 0; plane < planes; plane++)
            {
                if (queue.PlaneLength(index, plane) < map.LeastBytes(plane))
                    throw DeviceFault.Impossible(path, $"has {queue.PlaneLength(index, plane)} bytes for {format}, which needs {map.LeastBytes(plane)}");
            }
        }
    }

    /// <summary>What it gives, replaced as a whole: the capture thread writes it, any thread reads it.</summary>
    private sealed record Given(VideoFormat Format, ColorDescription Color, string Description, long Lost);

    /// <summary>Takes a stream's buffers; made once, so that a picture costs no allocation.</summary>
    private sealed class Taking(
        V4l2PictureSource source, BufferQueue queue, CapturedPictures pictures, PictureMap? map, JpegPictureDecoder? decoder, RawPictureHandler handler)
    {
        public bool Take(in DequeuedBuffer buffer, long timestamp)
        {
            var shared = pictures.Begin(buffer, out var picture);
            try
            {
                if (queue.LostPictures != source._given.Lost)
                    source._given = source._given with { Lost = queue.LostPictures };
                return !buffer.HasError && (map is null ? TakeJpeg(buffer, timestamp) : TakeRaw(buffer, timestamp, shared, map));
            }
            finally
            {
                picture.Release();
            }
        }

        private bool TakeRaw(in DequeuedBuffer buffer, long timestamp, PictureBuffer? shared, PictureMap layout)
        {
            for (var plane = 0; plane < layout.MemoryPlanes; plane++)
            {
                if (buffer.BytesUsed(plane) < layout.LeastBytes(plane))
                    return false;
            }

            handler(layout.Map(queue, buffer, timestamp, shared));
            return true;
        }

        private bool TakeJpeg(in DequeuedBuffer buffer, long timestamp)
        {
            if (!decoder!.TryDecode(queue.Data(buffer, 0), out var picture))
                return false;
            handler(picture.AsPicture(timestamp));
            return true;
        }
    }
}

using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Tests.Encoders.Video4Linux;

/// <summary>The encoder reads the camera's memory.</summary>
public sealed class DirectInputTests
{
    private const uint Bitrate = 0x0099_0900 + 207;

    private static readonly VideoFormat Format = new(640, 360, 30);
    private static readonly EncoderSettings Settings = new(1_000_000, 4_000_000, TimeSpan.FromSeconds(10));

    private readonly ManualTimeProvider _time = new();
    private readonly byte[] _memory = GC.AllocateArray<byte>(640 * 368 * 3 / 2, pinned: true);
    private readonly List<long> _units = [];
    private readonly CameraBuffer[] _buffers;
    private int _pictures;

    public DirectInputTests() => _buffers = [.. Enumerable.Range(0, 4).Select(index => new CameraBuffer(index, _memory.Length))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_go_in_without_a_copy_and_each_camera_buffer_at_its_own_index(bool isMultiplanar)
    {
        var device = Device(isMultiplanar);
        using var encoder = Open(device);
        Encode(encoder, 8);
        Assert.Equal((0L, 8L), (encoder.CopiedPictures, encoder.DirectPictures));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (i % 4, 1000 + (i % 4))), device.Imported);
        Assert.Equal("/dev/video11 Simulated encoder (dma-buf)", encoder.Description);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7], _units);
    }

    [Fact]
    public void A_buffer_goes_back_to_the_camera_only_when_the_encoder_has_given_it_back()
    {
        var device = new SimulatedEncoder(_time) { Delay = 1, RawFormats = ["NV12"], Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        var encoder = Open(device);
        Encode(encoder, 3);
        Assert.Equal([0, 0, 1, 0], _buffers.Select(buffer => buffer.Retained));
        encoder.Dispose();
        Assert.All(_buffers, buffer => Assert.Equal(0, buffer.Retained));
    }

    [Fact]
    public void The_camera_keeps_two_of_its_buffers_whatever_the_encoder_does()
    {
        var device = Device();
        device.HangsAt = 0;
        using var encoder = Open(device);
        for (var i = 0; i < 6; i++)
        {
            Encode(encoder, 1);
            Assert.InRange(_buffers.Sum(buffer => buffer.Retained), 1, 2);
        }

        Assert.Equal(4, encoder.DroppedPictures);
    }

    [Theory]
    [InlineData("rows of another length")]
    [InlineData("rows of chroma elsewhere")]
    [InlineData("another format")]
    [InlineData("too little memory")]
    [InlineData("no such memory")]
    [InlineData("memory that is out of reach")]
    [InlineData("an encoder that keeps three")]
    [InlineData("not allowed")]
    public void Otherwise_they_are_copied(string obstacle)
    {
        var device = new SimulatedEncoder(_time)
        {
            RawFormats = [obstacle == "another format" ? "YU12" : "NV12"],
            StrideAlignment = obstacle == "rows of another length" ? 512 : 1,
            HeightAlignment = obstacle == "rows of chroma elsewhere" ? 16 : 1,
            TakesDmaBuf = obstacle != "no such memory",
            RefusesDmaBufOnUse = obstacle == "memory that is out of reach",
            Controls = { [Bitrate] = (0, 25_000, 25_000_000) },
        };
        if (obstacle == "an encoder that keeps three")
            device.Controls[0x0098_0900 + 40] = (3, 1, 32);
        if (obstacle == "too little memory")
            Array.ForEach(_buffers, buffer => buffer.Length = 640 * 300);
        using var encoder = Open(device, new() { AllowDmaBuf = obstacle != "not allowed" });
        Encode(encoder, 5);
        Assert.Equal((5L, 0L), (encoder.CopiedPictures, encoder.DirectPictures));
        Assert.Equal("/dev/video11 Simulated encoder (mmap)", encoder.Description);
        Assert.Equal([0L, 1, 2, 3, 4], _units);
        Assert.All(_buffers, buffer => Assert.Equal(0, buffer.Retained));
    }

    [Fact]
    public void A_picture_in_ordinary_memory_among_them_is_copied()
    {
        var device = Device();
        using var encoder = Open(device);
        Encode(encoder, 3);
        encoder.Encode(Picture(buffer: null), Collect);
        Assert.Equal((1L, 3L), (encoder.CopiedPictures, encoder.DirectPictures));
        Assert.Equal([0L, 1, 2, 3], _units);
    }

    private SimulatedEncoder Device(bool isMultiplanar = false) => new(_time)
    {
        IsMultiplanar = isMultiplanar,
        RawFormats = ["YU12", "NV12"],
        Controls = { [Bitrate] = (0, 25_000, 25_000_000) },
    };

    private V4l2H264Encoder Open(SimulatedEncoder device, V4l2EncoderOptions? options = null) => V4l2H264Encoder.Open(
        VideoDevice.Open("/dev/video11", device, V4l2Abi.Current), Format, ColorDescription.Bt709, Settings, options ?? new(), _time);

    private void Encode(V4l2H264Encoder encoder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var start = _time.GetTimestamp();
            encoder.Encode(Picture(_buffers[_pictures % 4]), Collect);
            _pictures++;
            var left = TimeSpan.FromSeconds(1.0 / 30) - _time.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                _time.Advance(left);
        }
    }

    private RawPicture Picture(PictureBuffer? buffer) =>
        RawPicture.SemiPlanar(PictureLayout.Nv12, 640, 360, _memory.AsSpan(0, 640 * 360), 640, _memory.AsSpan(640 * 360), 640, _pictures, buffer);

    private void Collect(AccessUnit unit) => _units.Add(unit.CaptureTimestamp);

    private sealed class CameraBuffer(int index, int length) : PictureBuffer
    {
        public int Length { get; set; } = length;

        public int Retained { get; private set; }

        public override int Index => index;

        public override int Count => 4;

        public override PixelFormat PixelFormat => PixelFormat.Nv12;

        // Never used: the simulation only looks at the number.
        public override IReadOnlyList<PictureMemory> Planes => [new(new SafeFileHandle(1000 + index, ownsHandle: false), Length, 0, 640 * 360 * 3 / 2, 640)];

        public override void Retain() => Retained++;

        public override void Release() => Retained--;
    }
}

using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.VmTests;

/// <summary>Drives the virtual encoder as simply as can be: grey pictures in, whatever comes out kept.</summary>
internal sealed class EncoderTape : IDisposable
{
    private const int Width = 64;
    private const int Height = 64;
    private const int Buffers = 4;

    private readonly VideoDevice _device;
    private readonly BufferQueue? _output;
    private readonly BufferQueue? _capture;
    private readonly Queue<int> _free = new(Enumerable.Range(0, Buffers));
    private int _fed;

    /// <param name="set">Sets controls before the stream starts.</param>
    internal EncoderTape(string node, bool multiplanar = false, Action<VideoDevice>? set = null)
    {
        _device = VideoDevice.Open(node);
        var (output, capture) = multiplanar
            ? (BufferType.VideoOutputMultiplanar, BufferType.VideoCaptureMultiplanar)
            : (BufferType.VideoOutput, BufferType.VideoCapture);
        try
        {
            _ = _device.SetFormat(capture, PixelFormat.H264, Width, Height);
            _ = _device.SetFormat(output, PixelFormat.Yuv420, Width, Height);
            set?.Invoke(_device);
            _output = _device.CreateQueue(output, MemoryKind.Mmap, Buffers);
            _capture = _device.CreateQueue(capture, MemoryKind.Mmap, Buffers);
            for (var i = 0; i < _capture.Count; i++)
                _capture.Enqueue(i);
            _output.StreamOn();
            _capture.StreamOn();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal VideoDevice Device => _device;

    /// <summary>Everything that came out.</summary>
    internal List<Frame> Frames { get; } = [];

    /// <summary>Gives the encoder a picture of one shade, whose time stamp is its number in milliseconds.</summary>
    internal void Feed()
    {
        Take();
        Assert.True(_free.TryDequeue(out var index), "the encoder has given no picture back");
        _output!.Plane(index, 0).Fill((byte)(16 + (_fed * 5)));
        _output.Enqueue(index, [_output.PlaneLength(index, 0)], TimeSpan.FromMilliseconds(++_fed));
    }

    /// <summary>Feeds pictures one after the other, each when the one before it has come out.</summary>
    internal void FeedAndTake(int pictures)
    {
        for (var i = 0; i < pictures; i++)
        {
            var before = Frames.Count;
            Feed();
            Assert.True(TakeUntil(() => Frames.Count > before), $"picture {_fed} did not come out");
        }
    }

    /// <summary>Takes what is there, and what comes, until the condition holds or a second has passed without anything.</summary>
    internal bool TakeUntil(Func<bool> condition)
    {
        for (Take(); !condition(); Take())
        {
            if (_device.Wait(DeviceEvents.Readable | DeviceEvents.Writable, null, TimeSpan.FromSeconds(1)) == DeviceEvents.None)
                return false;
        }

        return true;
    }

    private void Take()
    {
        while (_output!.QueuedCount > 0 && _output.TryDequeue(out var read))
            _free.Enqueue(read.Index);

        while (_capture!.TryDequeue(out var coded))
        {
            Frames.Add(new(_capture.Data(coded, 0).ToArray(), coded.Timestamp, coded.IsKeyFrame, coded.HasError, coded.IsLast));
            if (!coded.IsLast)
                _capture.Enqueue(coded.Index);
        }
    }

    public void Dispose()
    {
        _capture?.Dispose();
        _output?.Dispose();
        _device.Dispose();
    }

    /// <summary>One CAPTURE buffer.</summary>
    internal sealed record Frame(byte[] Data, TimeSpan Timestamp, bool IsKey, bool HasError, bool IsLast)
    {
        /// <summary>The kinds of its NAL units.</summary>
        internal IReadOnlyList<int> Units => [.. Enumerable.Range(4, Math.Max(0, Data.Length - 4))
            .Where(i => Data[i - 4] == 0 && Data[i - 3] == 0 && Data[i - 2] == 0 && Data[i - 1] == 1).Select(i => Data[i] & 31)];
    }
}

using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

public sealed class BufferQueueTests
{
    private static readonly V4l2Abi Abi = V4l2Abi.Current;
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Buffers_go_to_the_device_and_come_back_with_pictures()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);

        var buffer = Next(device, queue);

        Assert.Equal((0, 0u, 640 * 480 * 2), (buffer.Index, buffer.Sequence, buffer.BytesUsed(0)));
        Assert.Equal(0x55, queue.Data(buffer, 0)[640]);
        Assert.Equal(2, queue.QueuedCount);
        queue.Enqueue(buffer.Index);
        Assert.Equal(3, queue.QueuedCount);
    }

    [Fact]
    public void Nothing_ready_is_no_error()
    {
        using var device = new SimulatedCamera(_time).Open();
        using var queue = Start(device);

        Assert.False(queue.TryDequeue(out _));
    }

    [Fact]
    public void What_was_mapped_is_unmapped()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        var queue = Start(device);
        Assert.Equal(3, camera.Mappings);

        queue.Dispose();

        Assert.Equal((0, false), (camera.Mappings, camera.IsStreaming));
        Assert.Throws<ObjectDisposedException>(() => queue.Plane(0, 0).Length);
        Assert.Throws<ObjectDisposedException>(() => queue.Enqueue(0));
    }

    [Fact]
    public void A_multiplanar_queue_has_the_planes_that_the_driver_describes()
    {
        var camera = new SimulatedCamera(_time) { Flags = SimulatedCamera.CaptureMultiplanar, Formats = { new("YM12", [(640, 480)], [30]) } };
        using var device = camera.Open();
        using var queue = Start(device, PixelFormat.Yuv420Multiplanar);

        var buffer = Next(device, queue);

        Assert.Equal(3, queue.PlaneCount);
        Assert.Equal([640 * 480, 640 * 480 / 4, 640 * 480 / 4], Enumerable.Range(0, 3).Select(plane => buffer.BytesUsed(plane)));
    }

    [Fact]
    public void A_buffer_that_the_device_did_not_have_is_not_believed()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        camera.Tamper = (request, argument) => Overwrite(request, argument, 0, 7);

        var exception = Assert.Throws<VideoDeviceException>(() => Next(device, queue));

        Assert.Equal("/dev/video0 gave back buffer 7, which it did not have: its driver is faulty, or it is no camera.", exception.Message);
    }

    [Fact]
    public void The_same_buffer_twice_is_not_believed()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        _ = Next(device, queue);
        camera.Tamper = (request, argument) => Overwrite(request, argument, 0, 0);

        Assert.Throws<VideoDeviceException>(() => Next(device, queue));
    }

    [Fact]
    public void More_bytes_than_the_memory_has_are_cut_and_count_as_an_error()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        camera.Tamper = (request, argument) => Overwrite(request, argument, 8, uint.MaxValue);

        var buffer = Next(device, queue);

        Assert.True(buffer.HasError);
        Assert.Equal(640 * 480 * 2, queue.Data(buffer, 0).Length);
    }

    [Theory]
    [InlineData(100u, 40u, 40, 60, false)]
    [InlineData(100u, 101u, 100, 0, true)]
    [InlineData(100u, uint.MaxValue, 100, 0, true)]
    public unsafe void An_offset_lies_within_the_bytes_used(uint used, uint offset, int expectedOffset, int expectedUsed, bool isError)
    {
        var camera = new SimulatedCamera(_time) { Flags = SimulatedCamera.CaptureMultiplanar };
        using var device = camera.Open();
        using var queue = Start(device);
        camera.Tamper = (request, argument) =>
        {
            if (request != Abi.Requests.DequeueBuffer)
                return;
            var plane = new Span<byte>((byte*)argument.Get64(Abi.Buffer.Location), Abi.Plane.Size);
            plane.Set32(0, used);
            plane.Set32(Abi.Plane.DataOffset, offset);
        };

        var buffer = Next(device, queue);

        Assert.Equal((expectedOffset, expectedUsed, isError), (buffer.DataOffset(0), buffer.BytesUsed(0), buffer.HasError));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(33u)]
    [InlineData(uint.MaxValue)]
    public void An_impossible_number_of_buffers_is_not_believed(uint count)
    {
        using var device = new SimulatedCamera(_time)
        {
            Tamper = (request, argument) =>
            {
                if (request == V4l2Requests.RequestBuffers)
                    argument.Set32(0, count);
            },
        }.Open();

        Assert.Throws<VideoDeviceException>(() => device.CreateQueue(BufferType.VideoCapture, MemoryKind.Mmap, 4));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x8000_0000u)]
    public void An_impossible_length_is_not_believed(uint length)
    {
        var camera = new SimulatedCamera(_time)
        {
            Tamper = (request, argument) =>
            {
                if (request == Abi.Requests.QueryBuffer)
                    argument.Set32(Abi.Buffer.Length, length);
            },
        };
        using var device = camera.Open();

        Assert.Throws<VideoDeviceException>(() => device.CreateQueue(BufferType.VideoCapture, MemoryKind.Mmap, 4));
        Assert.Equal(0, camera.Mappings);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(9u)]
    public void An_impossible_number_of_planes_is_not_believed(uint planes)
    {
        using var device = new SimulatedCamera(_time)
        {
            Flags = SimulatedCamera.CaptureMultiplanar,
            Tamper = (request, argument) =>
            {
                if (request == Abi.Requests.QueryBuffer)
                    argument.Set32(Abi.Buffer.Length, planes);
            },
        }.Open();

        Assert.Throws<VideoDeviceException>(() => device.CreateQueue(BufferType.VideoCaptureMultiplanar, MemoryKind.Mmap, 4));
    }

    [Fact]
    public void Gaps_in_the_count_are_lost_pictures()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        foreach (var sequence in (uint[])[uint.MaxValue - 1, 0, 1, 4, 2])
        {
            camera.Tamper = (request, argument) => Overwrite(request, argument, Abi.Buffer.Sequence, sequence);
            queue.Enqueue(Next(device, queue).Index);
        }

        // One at the count's overflow, two before 4; backwards means nothing.
        Assert.Equal(3, queue.LostPictures);
    }

    [Fact]
    public void After_the_last_buffer_the_queue_is_drained()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        camera.Fails = request => request == Abi.Requests.DequeueBuffer ? LibC.EPIPE : 0;

        Assert.False(queue.TryDequeue(out _));
        Assert.True(queue.IsDrained);
    }

    [Fact]
    public void A_time_that_is_none_reads_as_zero()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        camera.Tamper = (request, argument) =>
        {
            if (request == Abi.Requests.DequeueBuffer)
                argument.Set64(Abi.Buffer.Timestamp, long.MinValue);
        };

        Assert.Equal(TimeSpan.Zero, Next(device, queue).Timestamp);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_picture()
    {
        var camera = new SimulatedCamera(_time);
        using var device = camera.Open();
        using var queue = Start(device);
        Exchange(50);
        var before = GC.GetAllocatedBytesForCurrentThread() - camera.Allocated;

        Exchange(100);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread() - camera.Allocated);

        void Exchange(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _ = device.Wait(DeviceEvents.Readable, wakeUp: null, TimeSpan.FromSeconds(1));
                if (queue.TryDequeue(out var buffer))
                    queue.Enqueue(buffer.Index);
            }
        }
    }

    private static void Overwrite(uint request, Span<byte> argument, int offset, uint value)
    {
        if (request == Abi.Requests.DequeueBuffer)
            argument.Set32(offset, value);
    }

    private static BufferQueue Start(VideoDevice device, PixelFormat? format = null)
    {
        _ = device.SetFormat(device.Capabilities.CaptureType, format ?? PixelFormat.Yuyv, 640, 480);
        var queue = device.CreateQueue(device.Capabilities.CaptureType, MemoryKind.Mmap, 3);
        for (var index = 0; index < queue.Count; index++)
            queue.Enqueue(index);
        queue.StreamOn();
        return queue;
    }

    private static DequeuedBuffer Next(VideoDevice device, BufferQueue queue)
    {
        Assert.Equal(DeviceEvents.Readable, device.Wait(DeviceEvents.Readable, wakeUp: null, TimeSpan.FromSeconds(1)));
        Assert.True(queue.TryDequeue(out var buffer));
        return buffer;
    }
}

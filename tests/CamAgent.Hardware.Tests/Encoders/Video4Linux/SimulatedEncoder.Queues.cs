using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Hardware.Tests.Encoders.Video4Linux;

/// <content>Buffers in, coding, buffers out.</content>
internal sealed partial class SimulatedEncoder
{
    private readonly Queue _output = new() { PixelFormat = "YU12" };
    private readonly Queue _capture = new() { PixelFormat = "H264" };

    /// <summary>Pictures that are being coded, in the order they came in.</summary>
    private readonly Queue<(int Number, long Timestamp, int Buffer, TimeSpan Ready, bool IsKey)> _coding = new();

    private readonly Queue<(byte[] Bytes, long Timestamp, uint Flags)> _coded = new();
    private readonly Queue<uint> _events = new();
    private int _pictures;
    private int _sinceKey = -1;
    private bool _isKeyForced;
    private bool _headersGiven;
    private bool _isDraining;
    private bool _lastGiven;

    /// <summary>The bytes of the last picture that came in, as the encoder sees them (V4L2_MEMORY_MMAP).</summary>
    public byte[] LastInput { get; private set; } = [];

    /// <summary>Descriptors of the pictures that came in (V4L2_MEMORY_DMABUF).</summary>
    public List<(int Index, int Descriptor)> Imported { get; } = [];

    public bool RefusesDmaBufOnUse { get; init; }

    /// <summary>Numbers of the pictures that are IDR pictures.</summary>
    public List<int> KeyPictures { get; } = [];

    public BufferState Output(int index) => _output.Buffers[index];

    private int RequestBuffers(Span<byte> argument)
    {
        var (count, type, memory) = ((int)Get(argument, 0), (BufferType)Get(argument, 4), (MemoryKind)Get(argument, 8));
        if (type.IsMultiplanar() != IsMultiplanar || (memory == MemoryKind.DmaBuf && !TakesDmaBuf))
            return Einval;
        var queue = type.IsOutput() ? _output : _capture;
        Assert.False(queue.IsStreaming && count > 0, "REQBUFS while streaming.");
        if (count > 0)
            Setup.Add($"REQBUFS {(type.IsOutput() ? "OUTPUT" : "CAPTURE")}");
        queue.Free();
        queue.Memory = memory;
        for (var i = 0; i < count; i++)
            queue.Buffers.Add(new(queue.Size, memory));
        return 0;
    }

    private unsafe int QueryBuffer(Span<byte> argument)
    {
        var type = (BufferType)Get(argument, 4);
        var queue = type.IsOutput() ? _output : _capture;
        var index = (int)Get(argument, 0);
        if (index >= queue.Buffers.Count)
            return Einval;
        var offset = (type.IsOutput() ? 0u : 0x4000_0000u) + (uint)index;
        if (!IsMultiplanar)
        {
            Set(argument, Abi.Buffer.Length, (uint)queue.Size);
            Set(argument, Abi.Buffer.Location, offset);
            return 0;
        }

        var plane = Planes(argument);
        Set(plane, 4, (uint)queue.Size);
        Set(plane, Abi.Plane.Location, offset);
        Set(argument, Abi.Buffer.Length, 1);
        return 0;
    }

    private static unsafe Span<byte> Planes(ReadOnlySpan<byte> argument) =>
        new((void*)(nint)BinaryPrimitives.ReadInt64LittleEndian(argument[Abi.Buffer.Location..]), Abi.Plane.Size);

    private int QueueBuffer(Span<byte> argument)
    {
        var type = (BufferType)Get(argument, 4);
        var queue = type.IsOutput() ? _output : _capture;
        var index = (int)Get(argument, 0);
        if (index >= queue.Buffers.Count || queue.Buffers[index].IsQueued || Get(argument, Abi.Buffer.Memory) != (uint)queue.Memory)
            return Einval;
        if (queue.Memory == MemoryKind.DmaBuf)
        {
            if (RefusesDmaBufOnUse)
                return Einval;
            var (descriptor, length) = IsMultiplanar
                ? (Get(Planes(argument), Abi.Plane.Location), Get(Planes(argument), 4))
                : (Get(argument, Abi.Buffer.Location), Get(argument, Abi.Buffer.Length));
            if (length != 0 && length < queue.Size)
                return Einval;
            Imported.Add((index, (int)descriptor));
        }

        queue.Buffers[index].IsQueued = true;
        if (!type.IsOutput())
        {
            queue.Queued.Enqueue(index);
            return 0;
        }

        Assert.Equal(1u, Get(argument, 16));
        var used = IsMultiplanar ? Get(Planes(argument), 0) : Get(argument, 8);
        if (used == 0)
            return Einval;
        if (queue.Memory == MemoryKind.Mmap)
            LastInput = queue.Buffers[index].Span.ToArray();
        var isKey = _sinceKey < 0 || _isKeyForced || _sinceKey + 1 >= Period;
        _isKeyForced &= !isKey;
        _sinceKey = isKey ? 0 : _sinceKey + 1;
        if (isKey)
            KeyPictures.Add(_pictures);
        var timestamp = (BinaryPrimitives.ReadInt64LittleEndian(argument[Abi.Buffer.Timestamp..]) * 1_000_000)
            + BinaryPrimitives.ReadInt64LittleEndian(argument[(Abi.Buffer.Timestamp + 8)..]);
        var ready = _coding.Count > 0 ? _coding.Last().Ready : Now;
        _coding.Enqueue((_pictures++, timestamp, index, (ready > Now ? ready : Now) + CodingTime, isKey));
        return 0;
    }

    private long Period => Controls.TryGetValue(0x0099_0900 + 358, out var control) && control.Value > 0 ? control.Value : long.MaxValue;

    private int DequeueBuffer(Span<byte> argument)
    {
        if (_pictures > FailsAt)
            return Fault;
        Work();
        var type = (BufferType)Get(argument, 4);
        var queue = type.IsOutput() ? _output : _capture;
        if (!queue.IsStreaming)
            return Einval;
        if (!queue.Done.TryDequeue(out var done))
            return !type.IsOutput() && _lastGiven ? Epipe : Eagain;
        queue.Buffers[done.Index].IsQueued = false;
        Set(argument, 0, (uint)done.Index);
        Set(argument, 12, done.Flags);
        BinaryPrimitives.WriteInt64LittleEndian(argument[Abi.Buffer.Timestamp..], done.Timestamp / 1_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(argument[(Abi.Buffer.Timestamp + 8)..], done.Timestamp % 1_000_000);
        if (IsMultiplanar)
        {
            Set(Planes(argument), 0, (uint)done.Used);
            Set(Planes(argument), 4, (uint)queue.Size);
        }
        else
        {
            Set(argument, 8, (uint)done.Used);
        }

        if ((done.Flags & 0x10_0000) != 0)
            _lastGiven = true;
        return 0;
    }

    private int Stream(Span<byte> argument, bool on)
    {
        var type = (BufferType)Get(argument, 0);
        var queue = type.IsOutput() ? _output : _capture;
        if (on)
            Setup.Add($"STREAMON {(type.IsOutput() ? "OUTPUT" : "CAPTURE")}");
        queue.IsStreaming = on;
        if (on)
            return 0;
        queue.Stop();
        _lastGiven = false;
        _isDraining = false;
        if (type.IsOutput())
            _coding.Clear();
        _coded.Clear();
        // "the encoder will begin generating a stream independent from the stream generated before".
        _sinceKey = -1;
        _headersGiven = false;
        return 0;
    }

    private int Command(Span<byte> argument)
    {
        Setup.Add(Get(argument, 0) == 1 ? "STOP" : "START");
        _isDraining = Get(argument, 0) == 1;
        if (_isDraining)
            _lastGiven = false;
        return 0;
    }

    private int DequeueEvent(Span<byte> argument)
    {
        if (!_events.TryDequeue(out var type))
            return LibCNoEntry;
        Set(argument, 0, type);
        return 0;
    }

    private const int LibCNoEntry = 2;

    private DeviceEvents Ready() =>
        (_capture.Done.Count > 0 || _lastGiven ? DeviceEvents.Readable : DeviceEvents.None)
        | (_output.Done.Count > 0 ? DeviceEvents.Writable : DeviceEvents.None)
        | (_events.Count > 0 ? DeviceEvents.Event : DeviceEvents.None);

    private bool HasWork => _coding.Count > (_isDraining ? 0 : Delay) && _coding.Peek().Number < HangsAt;

    /// <summary>Codes what is due, and fills the buffers there are.</summary>
    private void Work()
    {
        if (!_capture.IsStreaming || !_output.IsStreaming)
            return;
        while (HasWork && _coding.Peek().Ready <= Now)
        {
            var picture = _coding.Dequeue();
            _output.Done.Enqueue((picture.Buffer, 0, 0, picture.Timestamp));
            if (Drops(picture.Number))
                continue;
            Code(picture.Number, CopiesTimestamps ? picture.Timestamp : 0, picture.IsKey);
        }

        while (_coded.Count > 0 && _capture.Queued.TryDequeue(out var index))
        {
            var (bytes, timestamp, flags) = _coded.Dequeue();
            bytes.CopyTo(_capture.Buffers[index].Span);
            _capture.Done.Enqueue((index, bytes.Length, flags, timestamp));
        }

        if (!_isDraining || _coding.Count > 0 || _coded.Count > 0)
            return;
        _isDraining = false;
        _events.Enqueue(2);
        if (SignalsLast && _capture.Queued.TryDequeue(out var last))
            _capture.Done.Enqueue((last, 0, 0x10_0000, 0));
    }

    private void Code(int number, long timestamp, bool isKey)
    {
        if (GivesEmptyBuffers)
            _coded.Enqueue(([], timestamp, 0));
        var flags = (isKey ? 8u : 0x10u) | (Spoils(number) ? 0x40u : 0);
        byte[] headers = isKey && !(GivesHeadersOnce && _headersGiven) ? SyntheticStream.Unit(SyntheticStream.SequenceSet, SyntheticStream.PictureSet) : [];
        _headersGiven |= isKey;
        var slice = SyntheticStream.Unit(SyntheticStream.Slice(isKey, isKey ? 400 : 100, sliceType: MakesBPictures && !isKey ? 1u : isKey ? 7u : 5u, seed: number));
        if (SeparatesHeaders && headers.Length > 0)
        {
            _coded.Enqueue((headers, timestamp, 0));
            headers = [];
        }

        byte[] unit = [.. headers, .. slice];
        for (var at = 0; at < unit.Length; at += CaptureCapacity)
            _coded.Enqueue((unit[at..Math.Min((int)Math.Min((long)at + CaptureCapacity, unit.Length), unit.Length)], timestamp, flags));
    }

    /// <summary>One buffer.</summary>
    internal sealed class BufferState(int size, MemoryKind memory)
    {
        private readonly byte[] _memory = memory == MemoryKind.Mmap ? GC.AllocateArray<byte>(size, pinned: true) : [];

        public bool IsQueued { get; set; }

        public Span<byte> Span => _memory;

        public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
    }

    private sealed class Queue
    {
        public string PixelFormat { get; set; } = "";

        public int Width { get; set; }

        public int Height { get; set; }

        public int Stride { get; set; }

        public int Size { get; set; }

        public MemoryKind Memory { get; set; }

        public bool IsStreaming { get; set; }

        public List<BufferState> Buffers { get; } = [];

        public Queue<int> Queued { get; } = new();

        public Queue<(int Index, int Used, uint Flags, long Timestamp)> Done { get; } = new();

        public void Stop()
        {
            Queued.Clear();
            Done.Clear();
            foreach (var buffer in Buffers)
                buffer.IsQueued = false;
        }

        public void Free()
        {
            Stop();
            Buffers.Clear();
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Encoders.Video4Linux;

/// <summary>A stateful H.264 encoder as the kernel shows one, with the ways that drivers differ in as switches. Time passes only while it is
/// waited for.</summary>
internal sealed partial class SimulatedEncoder(ManualTimeProvider time) : IVideoDeviceCalls
{
    private const int Enotty = 25;
    private const int Einval = 22;
    private const int Eagain = 11;
    private const int Epipe = 32;
    private const int Eio = 5;
    private const int Ebusy = 16;

    private static readonly V4l2Abi Abi = V4l2Abi.Current;

    private readonly long _opened = time.GetTimestamp();
    private int _faults;

    /// <summary>The requests in the order they came, those that set something up.</summary>
    public List<string> Setup { get; } = [];

    public bool IsMultiplanar { get; init; }

    public string[] RawFormats { get; init; } = ["YU12", "NV12"];

    public int StrideAlignment { get; init; } = 1;

    public int HeightAlignment { get; init; } = 1;

    public int MaximumWidth { get; init; } = 1920;

    /// <summary>So many pictures stay inside until later ones come.</summary>
    public int Delay { get; init; }

    /// <summary>From picture in to access unit out.</summary>
    public TimeSpan CodingTime { get; set; } = TimeSpan.FromMilliseconds(5);

    public Func<int, bool> Drops { get; set; } = _ => false;

    /// <summary>Marks these pictures' access units with V4L2_BUF_FLAG_ERROR.</summary>
    public Func<int, bool> Spoils { get; set; } = _ => false;

    public bool SeparatesHeaders { get; init; }

    public bool GivesHeadersOnce { get; init; }

    /// <summary>Buffers that hold no more; a longer picture goes on in the next.</summary>
    public int CaptureCapacity { get; init; } = int.MaxValue;

    public bool GivesEmptyBuffers { get; set; }

    public bool CopiesTimestamps { get; init; } = true;

    public bool MakesBPictures { get; init; }

    /// <summary>From this picture on nothing comes out any more.</summary>
    public int HangsAt { get; set; } = int.MaxValue;

    /// <summary>From this picture on everything answers with <see cref="Fault"/>.</summary>
    public int FailsAt { get; set; } = int.MaxValue;

    public int Fault { get; set; } = Eio;

    public bool TakesDmaBuf { get; init; } = true;

    /// <summary>A bitrate can be changed only while nothing comes out.</summary>
    public bool FixesBitrateWhileStreaming { get; init; }

    public bool HasCrop { get; init; } = true;

    public bool SignalsLast { get; init; } = true;

    /// <summary>By V4L2_CID: value, minimum, maximum.</summary>
    public Dictionary<uint, (long Value, long Minimum, long Maximum)> Controls { get; } = [];

    /// <summary>Ids that were set, in order, with their values.</summary>
    public List<(uint Id, long Value)> ControlsSet { get; } = [];

    public int Mappings { get; private set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>Pictures that came in.</summary>
    public int Pictures => _pictures;

    public (uint Numerator, uint Denominator) Interval { get; private set; }

    public SelectionRectangle Crop { get; private set; }

    /// <summary>Bytes that the simulation itself has allocated.</summary>
    public long Allocated { get; private set; }

    public int Ioctl(uint request, Span<byte> argument)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Answer(request, argument);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }

    private int Answer(uint request, Span<byte> argument)
    {
        if (!IsOpen)
            return LibC.EBADF;
        if (_pictures > FailsAt)
            return Fault;
        var requests = Abi.Requests;
        return request switch
        {
            V4l2Requests.QueryCapability => QueryCapability(argument),
            V4l2Requests.EnumerateFormats => EnumerateFormats(argument),
            V4l2Requests.EnumerateFrameSizes => EnumerateFrameSizes(argument),
            V4l2Requests.RequestBuffers => RequestBuffers(argument),
            V4l2Requests.StreamOn => Stream(argument, on: true),
            V4l2Requests.StreamOff => Stream(argument, on: false),
            V4l2Requests.SetParameters => SetParameters(argument),
            V4l2Requests.EncoderCommand => Command(argument),
            V4l2Requests.GetSelection or V4l2Requests.SetSelection => Selection(request == V4l2Requests.SetSelection, argument),
            V4l2Requests.QueryExtControl => QueryControl(argument),
            V4l2Requests.QueryMenu => Get(argument, 4) is var index && Controls.TryGetValue(Get(argument, 0), out var menu) && index <= menu.Maximum ? 0 : Einval,
            V4l2Requests.SubscribeEvent => 0,
            V4l2Requests.DequeueEvent => DequeueEvent(argument),
            _ when request == requests.SetFormat || request == requests.TryFormat || request == requests.GetFormat => Format(request, argument),
            _ when request == requests.QueryBuffer => QueryBuffer(argument),
            _ when request == requests.QueueBuffer => QueueBuffer(argument),
            _ when request == requests.DequeueBuffer => DequeueBuffer(argument),
            _ when request == requests.SetExtControls => TransferControl(argument, set: true),
            _ when request == requests.GetExtControls => TransferControl(argument, set: false),
            _ => Enotty,
        };
    }

    public int Map(nuint length, uint offset, bool isWritable, out nint address)
    {
        var queue = offset >= 0x4000_0000 ? _capture : _output;
        address = queue.Buffers[(int)(offset & 0xFF)].Address;
        Mappings++;
        return 0;
    }

    public void Unmap(nint address, nuint length) => Mappings--;

    public int Poll(DeviceEvents wanted, int wakeUpDescriptor, int timeoutMilliseconds, out DeviceEvents ready)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = WaitFor(wanted, timeoutMilliseconds, out ready);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }

    private int WaitFor(DeviceEvents wanted, int timeoutMilliseconds, out DeviceEvents ready)
    {
        Assert.True(timeoutMilliseconds >= 0, "A wait without end for an encoder could not be ended.");
        if (_pictures > FailsAt)
        {
            ready = DeviceEvents.Error;
            return ++_faults > 100 ? throw new InvalidOperationException("Polls a failed device for ever.") : 0;
        }

        Work();
        ready = Ready() & (wanted | DeviceEvents.Error);
        if (ready != DeviceEvents.None)
            return 0;
        var until = Now + TimeSpan.FromMilliseconds(timeoutMilliseconds);
        var next = HasWork && _coding.Peek().Ready < until ? _coding.Peek().Ready : until;
        if (next > Now)
            time.Advance(TimeSpan.FromMicroseconds(Math.Ceiling((next - Now).TotalMicroseconds)));
        Work();
        ready = Ready() & (wanted | DeviceEvents.Error);
        return 0;
    }

    public void Dispose()
    {
        Assert.True(IsOpen, "Closed twice.");
        IsOpen = false;
    }

    private TimeSpan Now => time.GetElapsedTime(_opened);

    private static uint Get(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void Set(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private int QueryCapability(Span<byte> argument)
    {
        Encoding.ASCII.GetBytes("simulated", argument);
        Encoding.ASCII.GetBytes("Simulated encoder", argument[16..]);
        Encoding.ASCII.GetBytes("platform:simulated", argument[48..]);
        // V4L2_CAP_STREAMING and V4L2_CAP_VIDEO_M2M or _M2M_MPLANE; V4L2_CAP_DEVICE_CAPS in the former field.
        var capabilities = 0x0400_0000u | (IsMultiplanar ? 0x4000u : 0x8000u);
        Set(argument, 84, capabilities | 0x8000_0000);
        Set(argument, 88, capabilities);
        return 0;
    }

    private int EnumerateFormats(Span<byte> argument)
    {
        var (index, type) = ((int)Get(argument, 0), (BufferType)Get(argument, 4));
        if (type.IsMultiplanar() != IsMultiplanar)
            return Einval;
        string[] formats = type.IsOutput() ? RawFormats : ["H264"];
        if (index >= formats.Length)
            return Einval;
        Set(argument, 8, type.IsOutput() ? 0u : 1u);
        Set(argument, 44, PixelFormat.Of(formats[index]).FourCc);
        return 0;
    }

    private int EnumerateFrameSizes(Span<byte> argument)
    {
        if (Get(argument, 0) != 0)
            return Einval;
        Set(argument, 8, 3);
        foreach (var (at, side) in ((int, int)[])[(12, 32), (16, MaximumWidth), (20, 2), (24, 32), (28, MaximumWidth), (32, 2)])
            Set(argument, at, (uint)side);
        return 0;
    }

    private int Format(uint request, Span<byte> argument)
    {
        var type = (BufferType)Get(argument, 0);
        if (type.IsMultiplanar() != IsMultiplanar)
            return Einval;
        var queue = type.IsOutput() ? _output : _capture;
        var pix = argument[Abi.FormatUnion..];
        if (request != Abi.Requests.GetFormat)
        {
            if (queue.Buffers.Count > 0)
                return Ebusy;
            Setup.Add($"S_FMT {(type.IsOutput() ? "OUTPUT" : "CAPTURE")}");
            if (type.IsOutput())
            {
                var wanted = new PixelFormat(Get(pix, 8)).ToString();
                queue.PixelFormat = RawFormats.Contains(wanted, StringComparer.Ordinal) ? wanted : RawFormats[0];
                (queue.Width, queue.Height) = (Math.Min((int)Get(pix, 0), MaximumWidth), Align(Math.Min((int)Get(pix, 4), MaximumWidth), HeightAlignment));
                var least = Align(queue.PixelFormat is "YUYV" or "UYVY" ? queue.Width * 2 : queue.Width, StrideAlignment);
                queue.Stride = Math.Max(least, Align((int)Get(pix, IsMultiplanar ? 24 : 16), StrideAlignment));
                queue.Size = queue.PixelFormat is "YUYV" or "UYVY" ? queue.Stride * queue.Height : queue.Stride * queue.Height * 3 / 2;
                Crop = new(0, 0, queue.Width, queue.Height);
            }
            else
            {
                queue.PixelFormat = "H264";
                queue.Size = (int)Math.Min(Math.Max(Get(pix, 20), 64u * 1024), (uint)CaptureCapacity);
                queue.Stride = 0;
            }
        }

        Set(pix, 0, (uint)queue.Width);
        Set(pix, 4, (uint)queue.Height);
        Set(pix, 8, PixelFormat.Of(queue.PixelFormat).FourCc);
        Set(pix, 12, 1);
        Set(pix, IsMultiplanar ? 24 : 16, (uint)queue.Stride);
        Set(pix, 20, (uint)queue.Size);
        if (IsMultiplanar)
            pix[180] = 1;
        return 0;
    }

    private static int Align(int value, int alignment) => (value + alignment - 1) / alignment * alignment;

    private int SetParameters(Span<byte> argument)
    {
        if (!((BufferType)Get(argument, 0)).IsOutput())
            return Einval;
        Setup.Add("S_PARM OUTPUT");
        Interval = (Get(argument, 12), Get(argument, 16));
        Set(argument, 4, 0x1000);
        return 0;
    }

    private int Selection(bool set, Span<byte> argument)
    {
        if (!HasCrop || Get(argument, 0) != (uint)BufferType.VideoOutput || Get(argument, 4) != (uint)SelectionTarget.Crop)
            return Einval;
        if (set)
        {
            Setup.Add("S_SELECTION");
            Crop = new((int)Get(argument, 12), (int)Get(argument, 16), Math.Min((int)Get(argument, 20), _output.Width), Math.Min((int)Get(argument, 24), _output.Height));
        }

        Set(argument, 12, (uint)Crop.Left);
        Set(argument, 16, (uint)Crop.Top);
        Set(argument, 20, (uint)Crop.Width);
        Set(argument, 24, (uint)Crop.Height);
        return 0;
    }

    private int QueryControl(Span<byte> argument)
    {
        var id = Get(argument, 0);
        if (!Controls.TryGetValue(id, out var control))
            return Einval;
        var isMenu = id is 0x0099_0900 + 363 or 0x0099_0900 + 359 or 0x0099_0900 + 206 or 0x0099_0900 + 216;
        Set(argument, 4, id == 0x0099_0900 + 229 ? 4u : isMenu ? 3u : 1u);
        BinaryPrimitives.WriteInt64LittleEndian(argument[40..], control.Minimum);
        BinaryPrimitives.WriteInt64LittleEndian(argument[48..], control.Maximum);
        return 0;
    }

    private unsafe int TransferControl(Span<byte> argument, bool set)
    {
        var control = new Span<byte>((void*)Marshal.ReadIntPtr((nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref argument[Abi.ExtControlsPointer])), ExtControlStructure.Size);
        var (id, value) = (Get(control, 0), (long)(int)Get(control, ExtControlStructure.ValueOffset));
        if (!Controls.TryGetValue(id, out var known))
            return Einval;
        if (!set)
        {
            Set(control, ExtControlStructure.ValueOffset, (uint)known.Value);
            return 0;
        }

        if (FixesBitrateWhileStreaming && id == 0x0099_0900 + 207 && _capture.IsStreaming)
            return Ebusy;
        if (id == 0x0099_0900 + 229)
            _isKeyForced = true;
        else
            Controls[id] = known with { Value = Math.Clamp(value, known.Minimum, known.Maximum) };
        ControlsSet.Add((id, value));
        if (Setup.Count == 0 || !string.Equals(Setup[^1], "controls", StringComparison.Ordinal))
            Setup.Add("controls");
        return 0;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

/// <summary>A camera as the kernel shows one, which lies and breaks where it is told to. Time passes only while it is waited for.</summary>
internal sealed partial class SimulatedCamera(ManualTimeProvider time) : IVideoDeviceCalls
{
    public delegate void Tampering(uint request, Span<byte> argument);

    public delegate int Filling(int picture, Span<byte> memory);

    public const uint Capture = 0x0520_0001;
    public const uint CaptureMultiplanar = 0x0520_1000;

    public V4l2Abi Abi { get; init; } = V4l2Abi.Current;

    public uint Flags { get; set; } = Capture;

    public string Driver { get; init; } = "simulated";

    public string Card { get; set; } = "Simulated Camera";

    public string Bus { get; set; } = "usb-1.1";

    public List<SimulatedFormat> Formats { get; } = [new("YUYV", [(640, 480), (1280, 720)], [30, 10])];

    public List<SimulatedControl> Controls { get; } = [];

    /// <summary>Has the last word on every answer.</summary>
    public Tampering? Tamper { get; set; }

    /// <summary>An error number for a request, zero for none.</summary>
    public Func<uint, int> Fails { get; set; } = _ => 0;

    /// <summary>The rates of a format and width, where they are not the format's.</summary>
    public Func<string, int, int[]?> RateOf { get; set; } = (_, _) => null;

    /// <summary>Buffers can be passed on as DMABUF: each is an empty file.</summary>
    public bool PassesOn { get; init; }

    /// <summary>Writes a picture and says how many bytes it has.</summary>
    public Filling Fill { get; set; } = (_, memory) =>
    {
        memory.Fill(0x55);
        return memory.Length;
    };

    /// <summary>Answers to UVCIOC_CTRL_QUERY: unit, selector and query, then the data.</summary>
    public Func<(byte Unit, byte Selector, byte Query), byte[], int>? ExtensionUnit { get; set; }

    /// <summary>From this picture on none comes any more.</summary>
    public int StallsAt { get; set; } = int.MaxValue;

    /// <summary>From this picture on everything answers as an unplugged camera's driver does.</summary>
    public int UnpluggedAt { get; set; } = int.MaxValue;

    /// <summary>With <see cref="UnpluggedAt"/>: what DQBUF says, and whether poll hangs up.</summary>
    public (int Error, bool HangsUp) Unplugged { get; set; } = (LibC.ENODEV, true);

    public Func<int, BufferFlags> FlagsOf { get; set; } = _ => BufferFlags.None;

    public Queue<(DeviceEventType Type, uint Id)> Events { get; } = new();

    public List<(uint Type, uint Id)> Subscriptions { get; } = [];

    public int Pictures { get; private set; }

    public int Mappings { get; private set; }

    public bool IsOpen { get; private set; } = true;

    public bool IsStreaming { get; private set; }

    public double Rate { get; private set; } = 30;

    public string Format { get; private set; } = "YUYV";

    public (int Width, int Height) Size { get; private set; } = (640, 480);

    /// <summary>Bytes that the simulation itself has allocated.</summary>
    public long Allocated { get; private set; }

    public int Planes => Format is "NM12" or "NM21" ? 2 : Format is "YM12" or "YM21" ? 3 : 1;

    public VideoDevice Open(string path = "/dev/video0") => VideoDevice.Open(path, this, Abi);

    public int Ioctl(uint request, Span<byte> argument)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = !IsOpen ? LibC.EBADF : Fails(request) is not 0 and var error ? error : Answer(request, argument);
        if (result == 0)
            Tamper?.Invoke(request, argument);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }

    public unsafe int Poll(DeviceEvents wanted, int wakeUpDescriptor, int timeoutMilliseconds, out DeviceEvents ready)
    {
        ready = DeviceEvents.None;
        var wakeUp = new LibC.PollDescriptor { Descriptor = wakeUpDescriptor, Events = LibC.POLLIN };
        if (wakeUpDescriptor >= 0 && LibC.poll(&wakeUp, 1, 0) > 0)
            ready |= DeviceEvents.Woken;
        if (Pictures >= UnpluggedAt)
        {
            ready |= DeviceEvents.Error | (Unplugged.HangsUp ? DeviceEvents.HangUp : DeviceEvents.None);
            return 0;
        }

        if (Events.Count > 0)
            ready |= wanted & DeviceEvents.Event;
        var interval = TimeSpan.FromSeconds(1 / Rate);
        var timeout = TimeSpan.FromMilliseconds(timeoutMilliseconds);
        if (ready == DeviceEvents.None && IsStreaming && _queued.Count > 0 && Pictures < StallsAt && interval <= timeout)
        {
            time.Advance(interval);
            _ready = true;
            ready |= wanted & DeviceEvents.Readable;
        }
        else if (ready == DeviceEvents.None)
        {
            time.Advance(timeout);
        }

        return 0;
    }

    public int Map(nuint length, uint offset, bool isWritable, out nint address)
    {
        Mappings++;
        address = _memory[(int)(offset >> 8)][(int)(offset & 0xFF)].Address;
        return 0;
    }

    public void Unmap(nint address, nuint length) => Mappings--;

    public void Dispose()
    {
        IsOpen = false;
        FreeBuffers();
    }

    /// <summary>Plugs the camera in again, as it was.</summary>
    public SimulatedCamera Again()
    {
        IsOpen = true;
        UnpluggedAt = StallsAt = int.MaxValue;
        return this;
    }

    private int Answer(uint request, Span<byte> argument)
    {
        if (Pictures >= UnpluggedAt)
            return request == Abi.Requests.DequeueBuffer ? Unplugged.Error : LibC.ENODEV;
        var requests = Abi.Requests;
        return request switch
        {
            V4l2Requests.QueryCapability => QueryCapability(argument),
            V4l2Requests.EnumerateFormats => EnumerateFormats(argument),
            V4l2Requests.EnumerateFrameSizes => EnumerateSizes(argument),
            V4l2Requests.EnumerateFrameIntervals => EnumerateIntervals(argument),
            V4l2Requests.SetParameters => SetParameters(argument),
            V4l2Requests.RequestBuffers => RequestBuffers(argument),
            V4l2Requests.ExportBuffer when PassesOn => Export(argument),
            V4l2Requests.StreamOn => Stream(on: true),
            V4l2Requests.StreamOff => Stream(on: false),
            V4l2Requests.QueryExtControl => QueryControl(argument),
            V4l2Requests.QueryMenu => QueryMenu(argument),
            V4l2Requests.SubscribeEvent => Subscribe(argument),
            V4l2Requests.DequeueEvent => DequeueEvent(argument),
            _ when request == requests.SetFormat || request == requests.TryFormat || request == requests.GetFormat => TransferFormat(request, argument),
            _ when request == requests.QueryBuffer => QueryBuffer(argument),
            _ when request == requests.QueueBuffer => QueueBuffer(argument),
            _ when request == requests.DequeueBuffer => DequeueBuffer(argument),
            _ when request == requests.GetExtControls => TransferControl(argument, set: false),
            _ when request == requests.QueryExtensionUnit && ExtensionUnit is not null => QueryExtensionUnit(argument),
            _ when request == requests.SetExtControls => TransferControl(argument, set: true),
            _ => LibC.ENOTTY,
        };
    }

    private int QueryCapability(Span<byte> argument)
    {
        Text(argument, 0, Driver);
        Text(argument, 16, Card);
        Text(argument, 48, Bus);
        argument.Set32(84, Flags | 0x8000_0000);
        argument.Set32(88, Flags);
        return 0;
    }

    private int EnumerateFormats(Span<byte> argument)
    {
        var index = (int)argument.Get32(0);
        if (index >= Formats.Count || argument.Get32(4) != Type)
            return LibC.EINVAL;
        argument.Set32(44, PixelFormat.Of(Formats[index].Code).FourCc);
        Text(argument, 12, Formats[index].Code);
        return 0;
    }

    private int EnumerateSizes(Span<byte> argument)
    {
        var (index, format) = ((int)argument.Get32(0), Find(argument.Get32(4)));
        if (format is null || index >= format.Sizes.Length)
            return LibC.EINVAL;
        argument.Set32(8, 1);
        argument.Set32(12, (uint)format.Sizes[index].Width);
        argument.Set32(16, (uint)format.Sizes[index].Height);
        return 0;
    }

    private int EnumerateIntervals(Span<byte> argument)
    {
        var (index, format) = ((int)argument.Get32(0), Find(argument.Get32(4)));
        var rates = format is null ? [] : RateOf(format.Code, (int)argument.Get32(8)) ?? format.Rates;
        if (index >= rates.Length)
            return LibC.EINVAL;
        argument.Set32(16, 1);
        argument.Set32(20, 1);
        argument.Set32(24, (uint)rates[index]);
        return 0;
    }

    private int SetParameters(Span<byte> argument)
    {
        Rate = argument.Get32(16) / (double)Math.Max(argument.Get32(12), 1);
        argument.Set32(4, 0x1000);
        return 0;
    }

    private int TransferFormat(uint request, Span<byte> argument)
    {
        var pix = argument[Abi.FormatUnion..];
        if (request != Abi.Requests.GetFormat)
        {
            var format = Find(pix.Get32(8)) ?? Formats[0];
            var width = (int)pix.Get32(0);
            (Format, Size) = (format.Code, format.Sizes.MinBy(size => Math.Abs((long)size.Width - width)));
        }

        pix.Set32(0, (uint)Size.Width);
        pix.Set32(4, (uint)Size.Height);
        pix.Set32(8, PixelFormat.Of(Format).FourCc);
        pix.Set32(12, 1);
        if (!IsMultiplanar)
        {
            pix.Set32(16, (uint)BytesPerLine(0));
            pix.Set32(20, (uint)PlaneSize(0));
            pix.Set32(24, 8);
            return 0;
        }

        pix.Set32(16, 8);
        for (var plane = 0; plane < Planes; plane++)
        {
            pix.Set32(20 + (20 * plane), (uint)PlaneSize(plane));
            pix.Set32(24 + (20 * plane), (uint)BytesPerLine(plane));
        }

        pix[180] = (byte)Planes;
        return 0;
    }

    private int Subscribe(Span<byte> argument)
    {
        Subscriptions.Add((argument.Get32(0), argument.Get32(4)));
        return 0;
    }

    private int DequeueEvent(Span<byte> argument)
    {
        if (!Events.TryDequeue(out var told))
            return LibC.ENOENT;
        argument.Set32(0, (uint)told.Type);
        argument.Set32(96, told.Id);
        return 0;
    }

    private uint Type => IsMultiplanar ? 9u : 1u;

    private bool IsMultiplanar => (Flags & 0x1000) != 0;

    private SimulatedFormat? Find(uint code) => Formats.Find(format => PixelFormat.Of(format.Code).FourCc == code);

    private int BytesPerLine(int plane) => Format switch
    {
        "YUYV" or "UYVY" => 2 * Size.Width,
        "MJPG" or "H264" => 0,
        "YM12" or "YM21" when plane > 0 => Size.Width / 2,
        _ => Size.Width,
    };

    private int PlaneSize(int plane) => Size.Width * Size.Height * (Format, plane) switch
    {
        ("NM12" or "NM21", 1) => 2,
        ("YM12" or "YM21", > 0) => 1,
        ("NM12" or "NM21" or "YM12" or "YM21" or "GREY", _) => 4,
        ("YUYV" or "UYVY", _) => 8,
        _ => 6,
    } / 4;

    private static void Text(Span<byte> argument, int offset, string text) => Encoding.Latin1.GetBytes(text, argument[offset..]);

    private sealed unsafe class Memory(int length)
    {
        public nint Address { get; } = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(length, 1));

        public int Length => length;

        public Span<byte> Bytes => new((void*)Address, length);

        public void Free() => NativeMemory.Free((void*)Address);
    }
}

internal sealed record SimulatedFormat(string Code, (int Width, int Height)[] Sizes, int[] Rates);

internal sealed record SimulatedControl(uint Id, string Name, ControlType Type, long Minimum, long Maximum, long Step = 1, long Default = 0)
{
    public long Value { get; set; }

    public ControlFlags Flags { get; set; }

    public string[] Items { get; init; } = [];

    /// <summary>What setting it answers.</summary>
    public int Error { get; set; }
}

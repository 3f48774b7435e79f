using System.Runtime.InteropServices;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Gpio.Simulation;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Tests.Gpio;

/// <summary>A kernel that errs on demand, and remembers what it was asked.</summary>
internal sealed class HostileGpio(SimulatedGpio inner) : GpioKernel
{
    private byte[]? _injected;

    public bool SwallowsEvents { get; set; }

    public bool HidesHangUps { get; set; }

    public int OpenError { get; set; }

    public int PollError { get; set; }

    /// <summary>By request number: the error instead of an answer.</summary>
    public Dictionary<uint, int> Errors { get; } = [];

    /// <summary>Instead of what a request with this number filled in.</summary>
    public Action<uint, byte[]>? Garble { get; set; }

    public LineRequest LastRequest { get; private set; }

    public int Listings { get; private set; }

    public List<bool> Sets { get; } = [];

    /// <summary>The next read of a line gives these bytes, whatever they are; an empty array is an end of file.</summary>
    public void Inject(byte[] bytes) => _injected = bytes;

    internal override IReadOnlyList<string> ChipPaths()
    {
        Listings++;
        return inner.ChipPaths();
    }

    internal override int Open(string path) => OpenError > 0 ? -OpenError : inner.Open(path);

    internal override int Control(int descriptor, uint request, Span<byte> argument)
    {
        if (request == GpioRequest.GetLine)
            LastRequest = MemoryMarshal.Read<LineRequest>(argument);
        if (request == GpioRequest.SetValues)
            Sets.Add((MemoryMarshal.Read<LineValues>(argument).Bits & 1) != 0);
        if (Errors.TryGetValue(request, out var error))
            return -error;
        var result = inner.Control(descriptor, request, argument);
        if (Garble is { } garble && result >= 0)
        {
            var bytes = argument.ToArray();
            garble(request, bytes);
            bytes.CopyTo(argument);
        }

        return result;
    }

    internal override int Read(int descriptor, Span<byte> buffer)
    {
        if (_injected is not { } bytes)
            return inner.Read(descriptor, buffer);
        _injected = null;
        bytes.AsSpan(0, Math.Min(bytes.Length, buffer.Length)).CopyTo(buffer);
        return Math.Min(bytes.Length, buffer.Length);
    }

    internal override void Close(int descriptor) => inner.Close(descriptor);

    internal override int Poll(Span<LibC.PollDescriptor> descriptors, TimeSpan limit)
    {
        if (PollError > 0)
            return -PollError;
        var ready = inner.Poll(descriptors, limit);
        foreach (ref var entry in descriptors[1..])
        {
            if (SwallowsEvents)
                entry.ReturnedEvents &= ~LibC.POLLIN;
            if (HidesHangUps)
                entry.ReturnedEvents = 0;
            if (_injected is not null && entry.Descriptor >= 0)
                entry.ReturnedEvents |= LibC.POLLIN;
        }

        return ready;
    }

    internal override int OpenWakeUp() => inner.OpenWakeUp();

    internal override void WakeUp(int descriptor) => inner.WakeUp(descriptor);

    internal override void ClearWakeUp(int descriptor) => inner.ClearWakeUp(descriptor);
}

internal sealed class HostileBench : IDisposable
{
    public HostileBench(params GpioLineSettings[] settings)
    {
        HostileGpio? kernel = null;
        Bench = new GpioBench(simulated => kernel = new HostileGpio(simulated), settings);
        Kernel = kernel!;
    }

    public GpioBench Bench { get; }

    public HostileGpio Kernel { get; }

    public static byte[] Rise(uint sequence, ManualTimeProvider time)
    {
        var edge = new LineEvent { Id = LineEvent.RisingEdge, LineSequence = sequence, Timestamp = (ulong)time.GetTimestamp() * 1000 };
        return MemoryMarshal.AsBytes(new Span<LineEvent>(ref edge)).ToArray();
    }

    public void Dispose() => Bench.Dispose();
}

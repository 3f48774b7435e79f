using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>An open GPIO chip. Looking at it and its lines changes nothing. One thread at a time.</summary>
public sealed class GpioChip : IDisposable
{
    /// <summary>What this program is called as the holder of a line.</summary>
    public const string Consumer = "camagent";

    /// <summary>More lines no chip has; a driver that says so is not believed.</summary>
    private const int MostLines = 4096;

    private readonly GpioKernel _kernel;
    private int _descriptor;

    private GpioChip(GpioKernel kernel, int descriptor, GpioChipInfo info)
    {
        _kernel = kernel;
        _descriptor = descriptor;
        Info = info;
    }

    public GpioChipInfo Info { get; }

    internal GpioKernel Kernel => _kernel;

    /// <param name="path">Of its device; a link to it will do.</param>
    public static bool TryOpen(GpioKernel kernel, string path, [NotNullWhen(true)] out GpioChip? chip, [NotNullWhen(false)] out GpioProblem? problem)
    {
        chip = null;
        problem = null;
        var descriptor = kernel.Open(path);
        if (descriptor < 0)
        {
            problem = GpioErrors.ForChip(path, -descriptor);
            return false;
        }

        var info = default(ChipInfo);
        var result = kernel.Control(descriptor, GpioRequest.GetChipInfo, Bytes(ref info));
        if (result < 0)
        {
            kernel.Close(descriptor);
            problem = GpioErrors.ForChip(path, -result);
            return false;
        }

        chip = new GpioChip(kernel, descriptor, new GpioChipInfo(path, info.Name.ToString(), info.Label.ToString(), (int)Math.Min(info.Lines, MostLines)));
        return true;
    }

    public bool TryGetLine(int offset, [NotNullWhen(true)] out GpioLineInfo? line, [NotNullWhen(false)] out GpioProblem? problem)
    {
        line = null;
        problem = null;
        if ((uint)offset >= (uint)Info.Lines)
        {
            problem = NoSuchLine(GpioLineId.At(offset));
            return false;
        }

        var info = new LineInfo { Offset = (uint)offset };
        var result = _kernel.Control(_descriptor, GpioRequest.GetLineInfo, Bytes(ref info));
        if (result < 0)
        {
            problem = GpioErrors.ForLine(NameOf(offset), -result);
            return false;
        }

        line = new GpioLineInfo(offset, info.Name.ToString(), info.Flags.HasFlag(LineFlags.Used), info.Consumer.ToString(), info.Flags.HasFlag(LineFlags.Output));
        return true;
    }

    /// <summary>Finds a line; one that goes by its name is looked up among the chip's.</summary>
    public bool TryFindLine(GpioLineId id, [NotNullWhen(true)] out GpioLineInfo? line, [NotNullWhen(false)] out GpioProblem? problem)
    {
        if (id.Name is null)
            return TryGetLine(id.Offset, out line, out problem);
        var names = new List<string>();
        for (var offset = 0; offset < Info.Lines; offset++)
        {
            if (!TryGetLine(offset, out line, out problem))
                return false;
            if (string.Equals(line.Name, id.Name, StringComparison.Ordinal))
                return true;
            names.Add(line.Name);
        }

        line = null;
        problem = NoSuchLine(id, NearestName.To(id.Name, names));
        return false;
    }

    /// <summary><c>line 17 of gpiochip0</c>.</summary>
    internal string NameOf(int offset) => $"{GpioLineId.At(offset)} of {Info.Name}";

    /// <summary>Takes one line.</summary>
    /// <param name="descriptor">Holds it until it is closed.</param>
    internal bool TryRequest(int offset, LineFlags flags, ReadOnlySpan<LineAttribute> attributes, int eventBuffer, out int descriptor, [NotNullWhen(false)] out GpioProblem? problem)
    {
        var request = default(LineRequest);
        request.Offsets[0] = (uint)offset;
        request.LineCount = 1;
        request.Consumer = KernelName.From(Consumer);
        request.EventBufferSize = (uint)eventBuffer;
        request.Config.Flags = flags;
        request.Config.AttributeCount = (uint)attributes.Length;
        attributes.CopyTo(request.Config.Attributes);
        var result = _kernel.Control(_descriptor, GpioRequest.GetLine, Bytes(ref request));
        descriptor = result < 0 ? -1 : request.Descriptor;
        problem = result switch
        {
            -LibC.EBUSY => Busy(offset),
            < 0 => GpioErrors.ForLine(NameOf(offset), -result),
            // "zero or negative value means error"; 0 would be somebody's standard input.
            _ when descriptor <= 0 => new(GpioProblemKind.Failed, $"{NameOf(offset)}: the kernel gave no descriptor", "dmesg may say more."),
            _ => null,
        };
        return problem is null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _descriptor, -1) is var descriptor and >= 0)
            _kernel.Close(descriptor);
    }

    internal static Span<byte> Bytes<T>(ref T structure)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref structure));

    internal GpioProblem Busy(int offset)
    {
        var holder = TryGetLine(offset, out var line, out _) && line.Consumer.Length > 0 ? line.Consumer : null;
        return new GpioProblem(
            GpioProblemKind.InUse,
            holder is null ? $"{NameOf(offset)} is in use" : $"{NameOf(offset)} is in use by \"{holder}\"",
            holder == Consumer
                ? "Another agent runs, or two inputs or outputs have the same line."
                : "Free it (a dtoverlay, a driver or another program holds it), or configure another line.");
    }

    private GpioProblem NoSuchLine(GpioLineId id, string? nearest = null) => new(
        GpioProblemKind.NoLine,
        id.Name is null
            ? $"{Info} has lines 0 to {Info.Lines - 1}, and no {id}"
            : $"{Info} has no {id}{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}",
        "gpioinfo lists the lines.");
}

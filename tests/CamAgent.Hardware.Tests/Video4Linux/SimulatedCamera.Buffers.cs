using System.Text;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

/// <content>Its buffers and controls.</content>
internal sealed partial class SimulatedCamera
{
    private readonly Queue<int> _queued = new();
    private Memory[][] _memory = [];
    private bool _ready;

    private int RequestBuffers(Span<byte> argument)
    {
        if (IsStreaming)
            return LibC.EBUSY;
        FreeBuffers();
        _memory = new Memory[argument.Get32(0)][];
        for (var index = 0; index < _memory.Length; index++)
            _memory[index] = [.. Enumerable.Range(0, Planes).Select(plane => new Memory(PlaneSize(plane)))];
        return 0;
    }

    private int Stream(bool on)
    {
        IsStreaming = on;
        if (!on)
            _queued.Clear();
        return 0;
    }

    private unsafe int QueryBuffer(Span<byte> argument)
    {
        var index = (int)argument.Get32(0);
        if (index >= _memory.Length)
            return LibC.EINVAL;
        for (var plane = 0; plane < Planes; plane++)
        {
            var offset = (uint)((index << 8) | plane);
            if (IsMultiplanar)
            {
                var bytes = PlaneOf(argument, plane);
                bytes.Set32(4, (uint)_memory[index][plane].Length);
                bytes.Set32(Abi.Plane.Location, offset);
            }
            else
            {
                argument.Set32(Abi.Buffer.Length, (uint)_memory[index][plane].Length);
                argument.Set32(Abi.Buffer.Location, offset);
            }
        }

        if (IsMultiplanar)
            argument.Set32(Abi.Buffer.Length, (uint)Planes);
        return 0;
    }

    private static int Export(Span<byte> argument)
    {
        argument.Set32(16, (uint)LibC.eventfd(0, LibC.EFD_CLOEXEC));
        return 0;
    }

    private int QueueBuffer(Span<byte> argument)
    {
        var index = (int)argument.Get32(0);
        if (index >= _memory.Length || _queued.Contains(index))
            return LibC.EINVAL;
        _queued.Enqueue(index);
        return 0;
    }

    private int DequeueBuffer(Span<byte> argument)
    {
        if (!_ready || !_queued.TryDequeue(out var index))
            return LibC.EAGAIN;
        _ready = false;
        argument.Set32(0, (uint)index);
        argument.Set32(12, (uint)FlagsOf(Pictures));
        argument.Set32(Abi.Buffer.Sequence, (uint)Pictures);
        for (var plane = 0; plane < Planes; plane++)
        {
            var memory = _memory[index][plane];
            var used = (uint)Fill(Pictures, memory.Bytes);
            if (IsMultiplanar)
                PlaneOf(argument, plane).Set32(0, used);
            else
                argument.Set32(8, used);
        }

        Pictures++;
        return 0;
    }

    /// <summary>Where the kernel would copy the planes from: only the running process's own layout has a pointer that means something.</summary>
    private unsafe Span<byte> PlaneOf(Span<byte> argument, int plane) =>
        new((byte*)argument.Get64(Abi.Buffer.Location) + (plane * Abi.Plane.Size), Abi.Plane.Size);

    private int QueryControl(Span<byte> argument)
    {
        const uint Next = 0x8000_0000;
        var id = argument.Get32(0);
        var control = (id & Next) != 0
            ? Controls.Where(control => control.Id > (id & 0x0FFF_FFFF)).MinBy(control => control.Id)
            : Controls.Find(control => control.Id == id);
        if (control is null)
            return LibC.EINVAL;
        argument.Clear();
        argument.Set32(0, control.Id);
        argument.Set32(4, (uint)control.Type);
        Encoding.Latin1.GetBytes(control.Name, argument[8..]);
        argument.Set64(40, control.Minimum);
        argument.Set64(48, control.Maximum);
        argument.Set64(56, control.Step);
        argument.Set64(64, control.Default);
        argument.Set32(72, (uint)control.Flags);
        return 0;
    }

    private int QueryMenu(Span<byte> argument)
    {
        var (id, index) = (argument.Get32(0), (int)argument.Get32(4));
        var control = Controls.Find(control => control.Id == id);
        if (control is null || index >= control.Items.Length || control.Items[index].Length == 0)
            return LibC.EINVAL;
        Encoding.Latin1.GetBytes(control.Items[index], argument[8..]);
        return 0;
    }

    private unsafe int TransferControl(Span<byte> argument, bool set)
    {
        var bytes = new Span<byte>((byte*)argument.Get64(Abi.ExtControlsPointer), 20);
        var id = bytes.Get32(0);
        var control = Controls.Find(control => control.Id == id);
        if (control is null)
            return LibC.EINVAL;
        if (!set)
        {
            if (control.Type == ControlType.Integer64)
                bytes.Set64(12, control.Value);
            else
                bytes.Set32(12, (uint)control.Value);
            return control.Flags.HasFlag(ControlFlags.WriteOnly) ? LibC.EACCES : 0;
        }

        if (control.Error != 0)
            return control.Error;
        control.Value = control.Type == ControlType.Integer64 ? bytes.Get64(12) : (int)bytes.Get32(12);
        return 0;
    }

    private unsafe int QueryExtensionUnit(Span<byte> argument)
    {
        var data = new Span<byte>((byte*)argument.Get64(8), (int)(argument.Get32(4) & 0xFFFF));
        var copy = data.ToArray();
        var error = ExtensionUnit!((argument[0], argument[1], argument[2]), copy);
        copy.CopyTo(data);
        return error;
    }

    private void FreeBuffers()
    {
        foreach (var memory in _memory.SelectMany(static planes => planes))
            memory.Free();
        _memory = [];
        _queued.Clear();
    }
}

using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>A device's controls by their kernel ids. Any thread.</summary>
internal sealed unsafe class DeviceControls
{
    /// <summary>More than any driver has; a device that never ends its list is cut off here.</summary>
    internal const int MaximumControls = 512;

    /// <summary>Likewise of one menu.</summary>
    internal const int MaximumMenuItems = 256;

    private readonly IVideoDeviceCalls _calls;
    private readonly V4l2Abi _abi;

    internal DeviceControls(IVideoDeviceCalls calls, V4l2Abi abi) => (_calls, _abi) = (calls, abi);

    /// <summary>Everything the device has, headings (<see cref="ControlType.Class"/>) too, in the order of ids. Empty where it has none.</summary>
    public IReadOnlyList<ControlDescription> Query()
    {
        var controls = new List<ControlDescription>();
        var last = 0u;
        while (controls.Count < MaximumControls && TryQuery(last | ControlDescriptionStructure.Next, out var control) && control.Id > last)
        {
            controls.Add(control);
            last = control.Id;
        }

        return controls;
    }

    /// <summary>One control's description, as it stands now.</summary>
    public bool TryQuery(uint id, out ControlDescription control)
    {
        Span<byte> bytes = stackalloc byte[ControlDescriptionStructure.Size];
        var description = new ControlDescriptionStructure(bytes, id);
        if (_calls.Ioctl(V4l2Requests.QueryExtControl, bytes) != 0)
        {
            control = null!;
            return false;
        }

        control = new(
            description.Id, description.Name, description.Type, description.Minimum, description.Maximum, description.Step, description.Default, description.Flags)
        {
            IsScalar = !description.Flags.HasFlag(ControlFlags.HasPayload) && description.Type < ControlType.Compound && description.Type != ControlType.String,
            Items = description.Type is ControlType.Menu or ControlType.IntegerMenu ? QueryMenu(description) : [],
        };
        return true;
    }

    /// <summary>Reads a control that holds a number.</summary>
    public bool TryGet(uint id, out long value)
    {
        value = 0;
        return TryQuery(id, out var control) && Get(control, out value) == 0;
    }

    /// <summary>Sets a control that holds a number.</summary>
    /// <returns>False where the device has no such control, or refuses the value now.</returns>
    public bool TrySet(uint id, long value) => TryQuery(id, out var control) && Set(control, value) == 0;

    /// <returns>0, or the error number.</returns>
    internal int Get(ControlDescription control, out long value)
    {
        Span<byte> bytes = stackalloc byte[ExtControlStructure.Size];
        var structure = new ExtControlStructure(bytes) { Id = control.Id };
        var error = Transfer(_abi.Requests.GetExtControls, bytes);
        value = control.Type switch
        {
            ControlType.Integer64 => structure.Value64,
            ControlType.Bitmask => (uint)structure.Value32,
            _ => structure.Value32,
        };
        return error;
    }

    /// <returns>0, or the error number.</returns>
    internal int Set(ControlDescription control, long value) => Set(control.Id, value, control.Type == ControlType.Integer64);

    /// <returns>0, or the error number.</returns>
    internal int Set(uint id, long value, bool is64Bit)
    {
        Span<byte> bytes = stackalloc byte[ExtControlStructure.Size];
        var control = new ExtControlStructure(bytes) { Id = id };
        if (is64Bit)
            control.Value64 = value;
        else if (value is >= int.MinValue and <= uint.MaxValue)
            control.Value32 = (int)value;
        else
            return LibC.ERANGE;
        return Transfer(_abi.Requests.SetExtControls, bytes);
    }

    private int Transfer(uint request, Span<byte> control)
    {
        Span<byte> bytes = stackalloc byte[_abi.ExtControlsSize];
        fixed (byte* pointer = control)
        {
            _ = new ExtControlsStructure(bytes, _abi, count: 1, (nint)pointer);
            return _calls.Ioctl(request, bytes);
        }
    }

    private List<MenuItem> QueryMenu(in ControlDescriptionStructure control)
    {
        var items = new List<MenuItem>();
        Span<byte> bytes = stackalloc byte[MenuItemStructure.Size];
        var first = Math.Max(control.Minimum, 0);
        for (var index = first; index <= control.Maximum && index - first < MaximumMenuItems; index++)
        {
            var item = new MenuItemStructure(bytes, control.Id, (uint)index);
            // A gap is an option that this device does not have.
            if (_calls.Ioctl(V4l2Requests.QueryMenu, bytes) != 0)
                continue;
            items.Add(control.Type == ControlType.Menu
                ? new(index, item.Name, index)
                : new(index, item.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), item.Value));
        }

        return items;
    }
}

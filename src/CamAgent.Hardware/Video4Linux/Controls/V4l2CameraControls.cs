using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>A Video4Linux camera's controls by name. Outlives the device: what was set is set again when the camera comes back.</summary>
/// <remarks>One lock holds the device while it is asked, so that it is not closed under another thread's request. A request to a camera on USB takes
/// milliseconds.</remarks>
internal sealed class V4l2CameraControls(TimeProvider time) : ICameraControls
{
    private static readonly TimeSpan VolatileAge = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<(string Name, ControlValue Value)> _wishes = [];
    private IReadOnlyList<NamedControl> _named = [];
    private CameraControl[] _list = [];
    private VideoDevice? _device;
    private CropZoom? _zoom;
    private long _readAt;

    public event Action? Changed;

    public IReadOnlyList<CameraControl> List()
    {
        lock (_gate)
        {
            // Nobody tells of those that the hardware moves by itself: they are looked at when somebody asks.
            if (_device is not null && time.GetElapsedTime(_readAt) >= VolatileAge)
                _ = Read(withVolatile: true);
            return _list;
        }
    }

    public bool TrySet(string name, ControlValue value, out string problem)
    {
        bool isSet, hasChanged;
        lock (_gate)
        {
            isSet = Set(name, value, out problem, out hasChanged);
            hasChanged |= isSet && _device is not null && Read(withVolatile: false);
        }

        if (hasChanged)
            Changed?.Invoke();
        return isSet;
    }

    /// <summary>Takes a device that has its format and does not stream yet, and sets what was wished for. A wish that the camera refuses is passed
    /// over.</summary>
    public void Attach(VideoDevice device)
    {
        lock (_gate)
        {
            _device = device;
            _named = NamedControl.From(device.Controls.Query());
            foreach (var control in _named)
                _ = device.TrySubscribe(DeviceEventType.Control, control.Description.Id);
            _zoom = _named.Any(static control => control.Name == CropZoom.Name) ? null : CropZoom.TryCreate(device);
            _ = Read(withVolatile: true);

            // Modes first: with an automatic exposure a driver refuses an exposure.
            foreach (var (name, value) in _wishes.OrderBy(static wish => wish.Value.TryGetNumber(out _)).ToList())
            {
                if (!_list.Any(control => string.Equals(control.Name, name, StringComparison.Ordinal) && control.Value == value))
                    _ = Set(name, value, out _, out _);
            }

            _ = Read(withVolatile: true);
        }

        Changed?.Invoke();
    }

    public void Detach()
    {
        lock (_gate)
        {
            _device = null;
            _zoom = null;
        }
    }

    /// <summary>The device has told that controls are different.</summary>
    public void OnEvents()
    {
        bool hasChanged;
        lock (_gate)
            hasChanged = _device is not null && Read(withVolatile: false);
        if (hasChanged)
            Changed?.Invoke();
    }

    /// <param name="isShown">While the camera is away: the list shows the value that it will get.</param>
    private bool Set(string name, ControlValue value, out string problem, out bool isShown)
    {
        isShown = false;
        // Before the first opening nobody knows what the camera has.
        if (_list.Length == 0 && _device is null)
        {
            Remember(name, value);
            problem = "";
            return true;
        }

        var index = Array.FindIndex(_list, control => string.Equals(control.Name, name, StringComparison.Ordinal));
        if (index < 0)
        {
            problem = $"The camera has no control \"{name}\". It has: {string.Join(", ", _list.Select(static control => control.Name))}.";
            return false;
        }

        if (!_list[index].TryAccept(value, out var accepted, out problem))
            return false;
        var error = _device is null ? 0 : Write(index, accepted);
        if (error != 0)
        {
            problem = Words(_list[index], error);
            return false;
        }

        if (_list[index].Kind == ControlKind.Button)
            return true;
        Remember(name, accepted);
        if (_device is null && _list[index].Value != accepted)
        {
            // A new list: the old one may be in somebody's hands.
            _list = [.. _list];
            _list[index] = _list[index] with { Value = accepted };
            isShown = true;
        }

        return true;
    }

    private int Write(int index, ControlValue value)
    {
        if (index >= _named.Count)
            return _zoom is not null && value.TryGetNumber(out var times) ? _zoom.Set(times) : LibC.ENODEV;
        var control = _named[index];
        return _device!.Controls.Set(control.Description, control.ToRaw(value));
    }

    private void Remember(string name, ControlValue value)
    {
        _ = _wishes.RemoveAll(wish => string.Equals(wish.Name, name, StringComparison.Ordinal));
        _wishes.Add((name, value));
    }

    /// <returns>Whether anything is different.</returns>
    private bool Read(bool withVolatile)
    {
        if (withVolatile)
            _readAt = time.GetTimestamp();
        var list = new CameraControl[_named.Count + (_zoom is null ? 0 : 1)];
        var named = new NamedControl[_named.Count];
        for (var i = 0; i < named.Length; i++)
        {
            named[i] = _device!.Controls.TryQuery(_named[i].Description.Id, out var description) ? _named[i].With(description) : _named[i];
            list[i] = Read(named[i], i, withVolatile);
        }

        if (_zoom is not null)
            list[^1] = _zoom.Describe();
        var isDifferent = !list.AsSpan().SequenceEqual(_list, ControlComparer.Instance);
        _named = named;
        _list = list;
        return isDifferent;
    }

    private CameraControl Read(NamedControl control, int index, bool withVolatile)
    {
        if (!control.CanBeRead)
            return control.Describe(value: null);
        if (control.IsVolatile && !withVolatile && index < _list.Length)
            return control.Describe(value: null) with { Value = _list[index].Value };
        return control.Describe(_device!.Controls.Get(control.Description, out var value) == 0 ? value : null);
    }

    private static string Words(CameraControl control, int error) => error switch
    {
        LibC.EBUSY => $"{control.Name} cannot be set just now: the camera, or another program, holds it.",
        LibC.EACCES or LibC.EINVAL or LibC.EIO or LibC.EPIPE when control.IsInactive =>
            $"{control.Name} cannot be set while another control rules it: turn its automatic mode off first.",
        LibC.ERANGE or LibC.EINVAL => $"The camera does not take this value for {control.Name}.",
        LibC.ENODEV or LibC.EBADF => "The camera is gone.",
        _ => $"{control.Name} could not be set: {LibC.ErrorText(error)}.",
    };
}

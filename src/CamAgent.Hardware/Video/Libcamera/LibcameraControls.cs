using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>The settings of rpicam-vid as controls. They are its arguments: a change starts the program again, which takes about a second.</summary>
internal sealed class LibcameraControls : ICameraControls
{
    private readonly Lock _gate = new();
    private readonly CameraControl[] _all;
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknownArguments = new(StringComparer.Ordinal);
    private CancellationTokenSource? _life;
    private CameraControl[] _list;

    public LibcameraControls(VideoFormat format)
    {
        _all = LibcameraArguments.Controls(format);
        _list = _all;
    }

    public event Action? Changed;

    public IReadOnlyList<CameraControl> List()
    {
        lock (_gate)
            return _list;
    }

    public bool TrySet(string name, ControlValue value, out string problem)
    {
        lock (_gate)
        {
            var index = Array.FindIndex(_list, control => string.Equals(control.Name, name, StringComparison.Ordinal));
            if (index < 0)
            {
                problem = $"The camera has no control \"{name}\". It has: {string.Join(", ", _list.Select(static control => control.Name))}.";
                return false;
            }

            if (!_list[index].TryAccept(value, out var accepted, out problem))
                return false;
            var isNew = _set.Add(name);
            if (!isNew && _list[index].Value == accepted)
                return true;
            _list = [.. _list];
            _list[index] = _list[index] with { Value = accepted };
            UpdateActivity();
            _ = _life?.CancelAsync();
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Begins a life of the program.</summary>
    /// <param name="life">Cancelled when the program is to be started again with other arguments.</param>
    /// <returns>The arguments for what has been set.</returns>
    public IReadOnlyList<string> Begin(CancellationTokenSource life)
    {
        lock (_gate)
        {
            _life = life;
            return LibcameraArguments.For(_list.Where(control => _set.Contains(control.Name)), _list);
        }
    }

    public void End()
    {
        lock (_gate)
            _life = null;
    }

    /// <summary>The program, an older one, does not know an argument: its controls are gone.</summary>
    /// <returns>False where it is none of these, or has been dropped before.</returns>
    public bool TryDrop(string argument)
    {
        lock (_gate)
        {
            if (!LibcameraArguments.IsOptional(argument) || !_unknownArguments.Add(argument))
                return false;
            _list = [.. _list.Where(control => LibcameraArguments.NameOf(control.Name) != argument)];
        }

        Changed?.Invoke();
        return true;
    }

    private void UpdateActivity()
    {
        for (var i = 0; i < _list.Length; i++)
            _list[i] = _list[i] with { IsInactive = LibcameraArguments.IsRuled(_list[i].Name, _list) };
    }
}

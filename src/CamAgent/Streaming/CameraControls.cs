using System.Globalization;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Streaming;

/// <summary>
/// The camera's controls as the rest of the agent has them: whichever camera is there, and also while none is. What the configuration says, and what was
/// set since, is set again on each camera that is opened. Thread-safe.
/// </summary>
internal sealed class CameraControls
{
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _wishes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _configured;
    private VideoSource? _source;
    private bool _isVerified;
    private IReadOnlyList<CameraControl> _last = [];

    /// <param name="configured">By name; as text.</param>
    internal CameraControls(IReadOnlyDictionary<string, string> configured, ILogger log)
    {
        _log = log;
        _configured = configured;
        foreach (var (name, value) in configured)
            _wishes[name] = value;
    }

    /// <summary>Raised on any thread when <see cref="List"/> has become different; a handler returns soon.</summary>
    internal event Action? Changed;

    /// <summary>What the camera has, as of now or of when it was last open; empty before it was open for the first time, or where it has none.</summary>
    internal IReadOnlyList<CameraControl> List()
    {
        lock (_gate)
            return _source?.Controls?.List() is { Count: > 0 } list ? _last = list : _last;
    }

    /// <param name="text">As people and messages write it: <c>50hz</c>, <c>ON</c>, <c>0.5</c>; empty for a button.</param>
    /// <param name="problem">Why nothing was changed, in words; empty where it was.</param>
    internal bool TrySet(string name, string text, out string problem)
    {
        if (Find(name) is not { } control)
        {
            problem = Unknown(name);
            return false;
        }

        return control.TryParse(text, out var value, out problem) && Set(control, value, out problem);
    }

    /// <param name="problem">Why nothing was changed, in words; empty where it was.</param>
    internal bool TrySet(string name, ControlValue value, out string problem)
    {
        if (Find(name) is not { } control)
        {
            problem = Unknown(name);
            return false;
        }

        return control.TryAccept(value, out var accepted, out problem) && Set(control, accepted, out problem);
    }

    /// <summary>A camera is about to be opened.</summary>
    internal void Attach(VideoSource source)
    {
        List<KeyValuePair<string, string>> wishes;
        lock (_gate)
        {
            if (!ReferenceEquals(_source, source))
            {
                if (_source?.Controls is { } before)
                    before.Changed -= OnChanged;
                _source = source;
                if (source.Controls is { } after)
                    after.Changed += OnChanged;
                else
                    _last = [];
            }

            _isVerified = false;
            wishes = [.. _wishes];
        }

        // What the camera has is often known only when it is open: before, it takes wishes of any form, and sets what it can before the first picture.
        foreach (var (name, text) in wishes)
            _ = source.Controls?.TrySet(name, Guess(text), out _);
        if (source.Controls is { } controls && controls.List().Count > 0)
            OnChanged();
    }

    /// <summary>Takes a configuration that was read again: what it says anew is set now.</summary>
    internal void Apply(IReadOnlyDictionary<string, string> configured)
    {
        List<KeyValuePair<string, string>> changed;
        lock (_gate)
        {
            changed = [.. configured.Where(pair => _configured.GetValueOrDefault(pair.Key) != pair.Value)];
            // What is configured no more stays as it is until the camera is opened again: nobody knows what it should be instead.
            foreach (var (name, _) in _configured.Where(pair => !configured.ContainsKey(pair.Key)))
                _ = _wishes.Remove(name);
            foreach (var (name, value) in changed)
            {
                _wishes[name] = value;
                _ = _said.Remove(name);
            }

            _configured = configured;
        }

        foreach (var (name, value) in changed)
        {
            if (List().Count > 0 && !TrySet(name, value, out var problem))
                Say(name, problem);
        }
    }

    private bool Set(CameraControl control, ControlValue value, out string problem)
    {
        if (_source?.Controls is not { } controls)
        {
            problem = "There is no camera to set it on.";
            return false;
        }

        if (!controls.TrySet(control.Name, value, out problem))
            return false;
        if (control.Kind == ControlKind.Button)
            return true;
        lock (_gate)
            _wishes[control.Name] = value.ToString();
        return true;
    }

    private void OnChanged()
    {
        var list = List();
        List<KeyValuePair<string, string>> wishes = [];
        lock (_gate)
        {
            if (!_isVerified && list.Count > 0)
            {
                _isVerified = true;
                wishes = [.. _wishes];
            }
        }

        foreach (var (name, text) in wishes)
            Verify(list, name, text);
        Changed?.Invoke();
    }

    /// <summary>Now that it is known what the camera has: what of the wishes it did not take is said, once.</summary>
    private void Verify(IReadOnlyList<CameraControl> list, string name, string text)
    {
        if (list.FirstOrDefault(control => control.Name == name) is not { } control)
        {
            Say(name, Unknown(name));
            return;
        }

        if (!control.TryParse(text, out var value, out var problem) || (control.Value != value && !_source!.Controls!.TrySet(name, value, out problem)))
            Say(name, problem);
    }

    private void Say(string name, string problem)
    {
        lock (_gate)
        {
            if (!_said.Add(name))
                return;
        }

        StreamingLog.ControlRefused(_log, name, problem);
    }

    private CameraControl? Find(string name) => List().FirstOrDefault(control => string.Equals(control.Name, name, StringComparison.Ordinal));

    private string Unknown(string name)
    {
        var names = List().Select(static control => control.Name).ToList();
        return names.Count == 0
            ? $"The camera has no control \"{name}\": it has none, or was not open yet."
            : $"The camera has no control \"{name}\". It has: {string.Join(", ", names)}.";
    }

    private static ControlValue Guess(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "ON" => ControlValue.Of(true),
        "FALSE" or "OFF" => ControlValue.Of(false),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => ControlValue.Of(number),
        _ => ControlValue.Of(text),
    };
}

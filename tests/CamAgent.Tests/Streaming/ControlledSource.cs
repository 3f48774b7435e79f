using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Tests.Streaming;

/// <summary>A camera whose controls are known once it is open, as with Video4Linux: before, it remembers whatever it is told.</summary>
internal sealed class ControlledSource(params CameraControl[] has) : VideoSource
{
    public static CameraControl Brightness => new("brightness", ControlKind.Integer, ControlValue.Of(0.0)) { Minimum = -64, Maximum = 64, Step = 1 };

    public static CameraControl AntiFlicker => new("anti-flicker", ControlKind.Menu, ControlValue.Of("off")) { Options = ["off", "50hz", "60hz"] };

    public static CameraControl Flip => new("vertical-flip", ControlKind.Boolean, ControlValue.Of(false));

    public static CameraControl FocusNow => new("focus-now", ControlKind.Button, ControlValue.None);

    public override string Description => "controlled camera";

    public override VideoFormat Format => new(1280, 720, 30);

    public override ICameraControls Controls => Knobs;

    public FakeControls Knobs { get; } = new(has);

    public override void Run(AccessUnitHandler handler, CancellationToken stop) => Knobs.Open();

    public override void RequestKeyFrame()
    {
    }

    public override void SetBitrate(int bitsPerSecond)
    {
    }

    internal sealed class FakeControls(CameraControl[] has) : ICameraControls
    {
        private readonly Dictionary<string, ControlValue> _wishes = new(StringComparer.Ordinal);
        private CameraControl[] _list = [];

        public event Action? Changed;

        /// <summary>Everything that was set on it, in order.</summary>
        public List<string> Sets { get; } = [];

        /// <summary>Refuses everything.</summary>
        public string? Fault { get; set; }

        public IReadOnlyList<CameraControl> List() => _list;

        public bool TrySet(string name, ControlValue value, out string problem)
        {
            problem = Fault ?? "";
            if (Fault is not null)
                return false;
            if (_list.Length == 0)
            {
                _wishes[name] = value;
                return true;
            }

            var index = Array.FindIndex(_list, control => control.Name == name);
            if (index < 0)
            {
                problem = "no such control";
                return false;
            }

            if (!_list[index].TryAccept(value, out var accepted, out problem))
                return false;
            Sets.Add($"{name}={accepted}");
            _list = [.. _list];
            _list[index] = _list[index] with { Value = accepted };
            Changed?.Invoke();
            return true;
        }

        public void Open()
        {
            _list = [.. has];
            for (var i = 0; i < _list.Length; i++)
            {
                if (_wishes.TryGetValue(_list[i].Name, out var wish) && _list[i].TryAccept(wish, out var accepted, out _))
                    _list[i] = _list[i] with { Value = accepted };
            }

            Changed?.Invoke();
        }
    }
}

using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video;

/// <summary>Turns a camera's pictures. Upside down is left to the camera where it can: then nothing is copied.</summary>
public sealed class RotatedPictureSource : RawPictureSource
{
    private static readonly string[] Flips = ["horizontal-flip", "vertical-flip"];

    private readonly RawPictureSource _pictures;
    private readonly int _degrees;

    /// <param name="degrees">Clockwise: 90, 180 or 270.</param>
    public RotatedPictureSource(RawPictureSource pictures, int degrees)
    {
        if (degrees is not (90 or 180 or 270))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "Allowed are 90, 180 and 270.");
        (_pictures, _degrees) = (pictures, degrees);
    }

    public override string Description => $"{_pictures.Description}, turned by {_degrees}°";

    public override VideoFormat Format => _degrees == 180 ? _pictures.Format : Turn(_pictures.Format);

    public override ColorDescription Color => _pictures.Color;

    public override ICameraControls? Controls => _pictures.Controls;

    public override TimeSpan StartPatience => _pictures.StartPatience;

    public override void Run(RawPictureHandler handler, CancellationToken stop)
    {
        var rotation = new PictureRotation(_degrees);
        // Before the camera is opened: a sensor that streams cannot always be turned.
        if (_degrees == 180)
            AskForFlips();
        bool? cameraTurns = null;
        _pictures.Run(
            picture =>
            {
                cameraTurns ??= _degrees == 180 && IsFlipped();
                handler(cameraTurns.Value ? picture : rotation.Rotate(picture));
            },
            stop);
    }

    private void AskForFlips()
    {
        if (_pictures.Controls is not { } controls)
            return;
        foreach (var flip in Flips)
            _ = controls.TrySet(flip, ControlValue.Of(true), out _);
    }

    private bool IsFlipped()
    {
        var on = 0;
        foreach (var control in _pictures.Controls?.List() ?? [])
        {
            if (Flips.Contains(control.Name, StringComparer.Ordinal) && control.Value == ControlValue.Of(true))
                on++;
        }

        return on == Flips.Length;
    }

    private static VideoFormat Turn(VideoFormat format) => format with { Width = format.Height, Height = format.Width };
}

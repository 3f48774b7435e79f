using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video.Snapshots;

/// <summary>
/// Takes single pictures on their way from the camera to the encoder: never a second capture, and nothing to pay while nobody asks. Outlives the
/// sources it is put over. Thread-safe.
/// </summary>
public sealed class PictureTap
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<CapturedPicture>? _wanted;
    private volatile bool _isWanted;

    /// <summary>The same pictures, within reach of this tap.</summary>
    public RawPictureSource Over(RawPictureSource pictures) => new Tapped(this, pictures);

    /// <summary>The next picture; whoever asks before it comes gets the same one. Completes on the thread pool.</summary>
    public Task<CapturedPicture> NextAsync()
    {
        lock (_gate)
        {
            _wanted ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            _isWanted = true;
            return _wanted.Task;
        }
    }

    private void Take(in RawPicture picture, ColorDescription color)
    {
        TaskCompletionSource<CapturedPicture>? wanted;
        lock (_gate)
        {
            _isWanted = false;
            wanted = _wanted;
            _wanted = null;
        }

        wanted?.TrySetResult(new CapturedPicture(picture, color));
    }

    private sealed class Tapped(PictureTap tap, RawPictureSource pictures) : RawPictureSource
    {
        public override string Description => pictures.Description;

        public override VideoFormat Format => pictures.Format;

        public override ColorDescription Color => pictures.Color;

        public override ICameraControls? Controls => pictures.Controls;

        public override void Run(RawPictureHandler handler, CancellationToken stop) => pictures.Run(
            picture =>
            {
                if (tap._isWanted)
                    tap.Take(picture, pictures.Color);
                handler(picture);
            },
            stop);
    }
}

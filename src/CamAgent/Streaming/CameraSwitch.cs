using CamAgent.Access;

namespace CamAgent.Streaming;

/// <summary>
/// The privacy switch: off closes the camera, ends every viewer's video and refuses new ones, also after a restart, until somebody switches it on.
/// Thread-safe.
/// </summary>
internal sealed class CameraSwitch
{
    public const string OffInWords = "The camera is switched off.";

    private const string FileName = "camera-off";

    private readonly StateDirectory _state;
    private readonly VideoPipeline _video;
    private readonly Action<string> _closeViewers;
    private readonly ILogger _log;
    private readonly Lock _gate = new();

    /// <param name="closeViewers">Ends every viewer's session for a reason.</param>
    public CameraSwitch(StateDirectory state, VideoPipeline video, Action<string> closeViewers, ILogger log)
    {
        _state = state;
        _video = video;
        _closeViewers = closeViewers;
        _log = log;
        IsOn = !File.Exists(Path);
        if (!IsOn)
            video.SetOff(off: true);
    }

    /// <summary>Raised on the thread that switched it.</summary>
    public event Action? Changed;

    public bool IsOn { get; private set; }

    private string Path => _state.FileNamed(FileName);

    public void Set(bool on, string by)
    {
        lock (_gate)
        {
            if (on == IsOn)
                return;
            IsOn = on;
            Remember(on);
            _video.SetOff(!on);
        }

        StreamingLog.CameraSwitched(_log, on ? "on" : "off", by);
        if (!on)
            _closeViewers(OffInWords);
        Changed?.Invoke();
    }

    /// <summary>Privacy comes first: where it cannot be kept over a restart, it holds until then, and that is said.</summary>
    private void Remember(bool on)
    {
        try
        {
            if (on)
            {
                File.Delete(Path);
                return;
            }

            _state.Create();
            AtomicFile.Write(Path, default);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StateException)
        {
            StreamingLog.SwitchNotKept(_log, on ? "on" : "off", exception.Message);
        }
    }
}

using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video.Playback;

/// <summary>A file of H.264 in Annex B form, played in a loop at a frame rate.</summary>
public sealed class FileVideoSource : VideoSource
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly PacerWait? _wait;
    private readonly VideoFormat _asked;
    private volatile StreamDescription _description;

    /// <param name="path">At most 256 MiB long; kept in memory while it plays.</param>
    /// <param name="format">Its frame rate is the playing speed; the size is replaced by what the stream says.</param>
    public FileVideoSource(string path, VideoFormat format, TimeProvider time)
        : this(path, format, time, wait: null)
    {
    }

    internal FileVideoSource(string path, VideoFormat format, TimeProvider time, PacerWait? wait)
    {
        _path = path;
        _asked = format with { FrameRate = Math.Max(format.FrameRate, 1) };
        _time = time;
        _wait = wait;
        _description = new(_asked, Profile: null);
    }

    public override string Description => $"file {Path.GetFileName(_path)}";

    public override VideoFormat Format => _description.Format;

    public override ProfileLevelId? Profile => _description.Profile;

    public override bool CanControlEncoder => false;

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        if (Recording.Read(_path, _asked, stop) is not { } recording)
            return;
        _description = recording.Description;
        var pacer = new FramePacer(_time, _asked.FrameRate, _wait);
        // Every picture is played: leaving one out would break those that refer to it. Missed beats only delay.
        for (var next = 0; pacer.TryWait(stop, out _); next = (next + 1) % recording.Count)
            handler(recording.UnitAt(next, _time.GetTimestamp()));
    }

    public override void RequestKeyFrame()
    {
    }

    public override void SetBitrate(int bitsPerSecond)
    {
    }
}

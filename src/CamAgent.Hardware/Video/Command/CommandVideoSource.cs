using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video.Command;

/// <summary>Any program that writes H.264 in Annex B form to its standard output: rpicam-vid, ffmpeg, a script.</summary>
/// <remarks>The encoder is the program's: key frames come and bits flow as its arguments say.</remarks>
public sealed class CommandVideoSource : VideoSource
{
    private readonly IReadOnlyList<string> _command;
    private readonly VideoFormat _asked;
    private readonly TimeProvider _time;
    private readonly CommandTiming _timing;
    private readonly string _name;
    private volatile StreamDescription _description;

    /// <param name="command">The program, looked up in PATH unless it has a slash, and its arguments. No shell reads it.</param>
    /// <param name="format">What the program is told to give; its size is replaced by what the stream says.</param>
    /// <exception cref="VideoSourceException">There is no program in <paramref name="command"/>.</exception>
    public CommandVideoSource(IReadOnlyList<string> command, VideoFormat format, TimeProvider time)
        : this(command, format, time, CommandTiming.Default)
    {
    }

    internal CommandVideoSource(IReadOnlyList<string> command, VideoFormat format, TimeProvider time, CommandTiming timing)
    {
        if (command.Count == 0 || string.IsNullOrWhiteSpace(command[0]))
            throw new VideoSourceException("The command is empty: give a program that writes H.264 to its standard output, and its arguments.");
        foreach (var argument in command)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
                throw new VideoSourceException("The command has a null character in it: no program can be given one.");
        }

        _command = command;
        _asked = format with { FrameRate = Math.Max(format.FrameRate, 1) };
        _time = time;
        _timing = timing;
        _name = Path.GetFileName(command[0]) is { Length: > 0 } name ? name : command[0];
        _description = new(format, Profile: null);
    }

    public override string Description => $"command {_name}";

    public override VideoFormat Format => _description.Format;

    public override ProfileLevelId? Profile => _description.Profile;

    public override bool CanControlEncoder => false;

    /// <summary>Programs warm cameras up and look at network streams first; they say themselves when it was too long.</summary>
    public override TimeSpan StartPatience => _timing.Start + TimeSpan.FromSeconds(1);

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return;
        using var child = ChildProcess.Start(_command, _timing.Stop);
        var run = new CommandRun(child, _name, _asked, _time, _timing, description => _description = description);
        run.Pump(handler, stop);
    }

    public override void RequestKeyFrame()
    {
    }

    public override void SetBitrate(int bitsPerSecond)
    {
    }
}

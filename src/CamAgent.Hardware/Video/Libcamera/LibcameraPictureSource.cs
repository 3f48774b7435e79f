using CamAgent.Hardware.Video.Command;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>A camera that only libcamera can drive (the Raspberry Pi's own give raw sensor data otherwise), through its program, as raw pictures.</summary>
public sealed class LibcameraPictureSource : RawPictureSource
{
    private readonly LibcameraProgram _program;
    private readonly LibcameraOptions _options;
    private readonly TimeProvider _time;
    private readonly CommandTiming _timing;
    private readonly LibcameraControls? _controls;

    /// <param name="options">Size and rate are taken as they are; libcamera scales.</param>
    public LibcameraPictureSource(LibcameraProgram program, LibcameraOptions options, TimeProvider time)
        : this(program, options, time, CommandTiming.Default with { Start = TimeSpan.FromSeconds(10) })
    {
    }

    internal LibcameraPictureSource(LibcameraProgram program, LibcameraOptions options, TimeProvider time, CommandTiming timing)
    {
        _program = program;
        _options = options;
        _time = time;
        _timing = timing;
        _controls = program.Dialect == LibcameraDialect.Rpicam ? new(options.Format) : null;
    }

    public override string Description => $"libcamera ({_program.Name})";

    public override VideoFormat Format => _options.Format;

    /// <summary>libcamera's default for video of high definition is BT.709, below it SMPTE 170M.</summary>
    public override ColorDescription Color => _options.Format is { Width: >= 1280 } or { Height: >= 720 } ? ColorDescription.Bt709 : ColorDescription.Bt601;

    public override ICameraControls? Controls => _controls;

    /// <summary>The program tunes exposure and white balance before it gives the first picture.</summary>
    public override TimeSpan StartPatience => _timing.Start + TimeSpan.FromSeconds(1);

    public override void Run(RawPictureHandler handler, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var settings = _controls?.Begin(life) ?? [];
            using var child = ChildProcess.Start(LibcameraCommand.For(_program, _options, settings), _timing.Stop);
            var run = new LibcameraRun(child, _program.Name, _options.Format, _time, _timing);
            try
            {
                run.Pump(handler, life.Token);
            }
            catch (UnknownArgumentException unknown) when (_controls?.TryDrop(unknown.Argument) == true)
            {
                // An older program: again, without what it does not know.
            }
            finally
            {
                _controls?.End();
            }
        }
    }
}

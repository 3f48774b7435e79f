using System.Globalization;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>The command line that has raw pictures in I420 written to standard output.</summary>
internal static class LibcameraCommand
{
    public static IReadOnlyList<string> For(LibcameraProgram program, LibcameraOptions options, IReadOnlyList<string> settings) =>
        program.Dialect == LibcameraDialect.Cam ? Cam(program, options) : Rpicam(program, options, settings);

    private static List<string> Rpicam(LibcameraProgram program, LibcameraOptions options, IReadOnlyList<string> settings)
    {
        var (width, height, frameRate) = options.Format;
        List<string> command =
        [
            program.Path, "--codec", "yuv420", "--output", "-", "--timeout", "0", "--nopreview", "--flush",
            "--width", Text(width), "--height", Text(height), "--framerate", Text(frameRate), "--camera", Text(options.Camera),
        ];
        if (options.IsUpsideDown)
            command.AddRange(["--rotation", "180"]);
        command.AddRange(settings);
        return command;
    }

    /// <summary>cam writes a line about each picture to standard output: the pictures go there by another name, and the lines nowhere.</summary>
    private static string[] Cam(LibcameraProgram program, LibcameraOptions options) =>
    [
        "/bin/sh", "-c", "exec 3>&1 >/dev/null; exec \"$@\" --file=/dev/fd/3", "sh",
        program.Path, $"--camera={Text(options.Camera + 1)}", "--capture",
        $"--stream=role=video,width={Text(options.Format.Width)},height={Text(options.Format.Height)},pixelformat=YUV420",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using CamAgent.Hardware.Video.Libcamera;

namespace CamAgent.Hardware.Tests.Video.Libcamera;

/// <summary>A program that takes rpicam-vid's arguments, notes them, and writes grey pictures as rpicam-vid does: whole buffers, at the frame rate.</summary>
internal sealed class FakeRpicam : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="before">Shell lines before the first picture.</param>
    /// <param name="size">Bytes of a picture, as a shell expression of $w and $h.</param>
    /// <param name="pictures">So many, then it is silent.</param>
    /// <param name="name">Of the program.</param>
    public FakeRpicam(string before = "", string size = "$((w * h * 3 / 2))", int pictures = 100_000, string name = "rpicam-vid")
    {
        var script = $$"""
            #!/bin/sh
            echo "$@" >> {{_folder.PathOf("starts")}}
            echo $$ > {{_folder.PathOf("pid")}}
            while [ $# -gt 0 ]; do case $1 in --width) w=$2;; --height) h=$2;; --framerate) r=$2;; esac; shift; done
            {{before}}
            size={{size}}
            head -c "$size" /dev/zero | tr '\0' '\200' > {{_folder.PathOf("picture")}}
            n=0
            while [ $n -lt {{pictures}} ]; do cat {{_folder.PathOf("picture")}}; n=$((n + 1)); sleep 0.04; done
            exec sleep 60
            """;
        var path = _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(script));
        using (var chmod = System.Diagnostics.Process.Start("/bin/chmod", ["700", path]))
            chmod.WaitForExit();
        Program = LibcameraProgram.Find($"/nowhere:{Path.GetDirectoryName(path)}")!;
    }

    public LibcameraProgram Program { get; }

    /// <summary>The arguments of each start.</summary>
    public IReadOnlyList<string> Starts => File.Exists(_folder.PathOf("starts")) ? File.ReadAllLines(_folder.PathOf("starts")) : [];

    public bool Runs => File.Exists($"/proc/{File.ReadAllText(_folder.PathOf("pid")).Trim()}/stat");

    public void Dispose() => _folder.Dispose();
}

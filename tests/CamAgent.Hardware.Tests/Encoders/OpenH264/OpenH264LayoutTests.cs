using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CamAgent.Hardware.Encoders.OpenH264;

namespace CamAgent.Hardware.Tests.Encoders.OpenH264;

/// <summary>Holds each member's offset against what the C compiler makes of OpenH264's own headers.</summary>
[Trait("Category", "Media")]
public sealed class OpenH264LayoutTests
{
    [SkippableFact]
    public void Structures_lie_as_the_C_compiler_lays_them()
    {
        Skip.IfNot(File.Exists("/usr/include/wels/codec_api.h"), "needs OpenH264's headers: apt install libopenh264-dev");
        Skip.IfNot(File.Exists("/usr/bin/gcc"), "needs a C compiler: apt install gcc");
        var ours = new StringBuilder();
        var program = new StringBuilder("#include <wels/codec_api.h>\n#include <stdio.h>\n#include <stddef.h>\nint main(void) {\n");
        Describe<OpenH264Version>(ours, program);
        Describe<SSliceArgument>(ours, program);
        Describe<SSpatialLayerConfig>(ours, program);
        Describe<SEncParamExt>(ours, program);
        Describe<SSourcePicture>(ours, program);
        Describe<SLayerBSInfo>(ours, program);
        program.Append("printf(\"layer %zu\\n\", sizeof(SLayerBSInfo));\n");
        ours.Append(CultureInfo.InvariantCulture, $"layer {LayerStride()}\n");
        Describe<SBitrateInfo>(ours, program);
        program.Append("printf(\"trailer %zu\\n\", offsetof(SFrameBSInfo, eFrameType));\n");
        ours.Append(CultureInfo.InvariantCulture, $"trailer {nint.Size + (OpenH264Library.MaximumLayers * LayerStride())}\n");
        foreach (var name in (string[])["iFrameSizeInBytes", "uiTimeStamp"])
        {
            program.Append(CultureInfo.InvariantCulture, $"printf(\"trailer.{name} %zu\\n\", offsetof(SFrameBSInfo, {name}) - offsetof(SFrameBSInfo, eFrameType));\n");
            ours.Append(CultureInfo.InvariantCulture, $"trailer.{name} {Marshal.OffsetOf<FrameTrailer>(name)}\n");
        }

        Assert.Equal(CompileAndRun(program.Append("return 0; }\n").ToString()), ours.ToString());
    }

    /// <summary>The headers may be of another version than the oldest known: then structures have grown at their ends.</summary>
    private static int LayerStride()
    {
        var header = File.ReadAllText("/usr/include/wels/codec_ver.h");
        int Number(string name) => int.Parse(header.Split($"OPENH264_{name} (")[1].Split(')')[0], CultureInfo.InvariantCulture);
        return OpenH264Library.StrideFor(new(Number("MAJOR"), Number("MINOR")));
    }

    private static void Describe<T>(StringBuilder ours, StringBuilder program)
        where T : struct
    {
        foreach (var field in typeof(T).GetFields())
        {
            if (field.IsLiteral)
                continue;
            program.Append(CultureInfo.InvariantCulture, $"printf(\"{typeof(T).Name}.{field.Name} %zu\\n\", offsetof({typeof(T).Name}, {field.Name}));\n");
            ours.Append(CultureInfo.InvariantCulture, $"{typeof(T).Name}.{field.Name} {Marshal.OffsetOf<T>(field.Name)}\n");
        }
    }

    private static string CompileAndRun(string program)
    {
        var folder = Directory.CreateTempSubdirectory("layout");
        try
        {
            var (source, binary) = (Path.Combine(folder.FullName, "layout.c"), Path.Combine(folder.FullName, "layout"));
            File.WriteAllText(source, program);
            Run("/usr/bin/gcc", "-o", binary, source);
            return Run(binary);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

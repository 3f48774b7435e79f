using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CamAgent.Hardware.Tests.Linux;

/// <summary>The tables that our structures are compared with (tests/vm/abi) are what the compilers say today.</summary>
[Trait("Category", "Lab")]
public sealed class LayoutTableTests
{
    [SkippableTheory]
    [InlineData("x86-64", "x86_64-linux-gnu-gcc")]
    [InlineData("aarch64", "aarch64-linux-gnu-gcc")]
    [InlineData("arm", "arm-linux-gnueabihf-gcc")]
    public async Task The_table_is_what_the_compiler_makes_of_the_kernels_headers(string architecture, string compiler)
    {
        Skip.IfNot(File.Exists($"/usr/bin/{compiler}"), $"needs {compiler}: want_abi in scripts/packages.sh");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Folder(), "layout"), [architecture])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Folder(), $"{architecture}.txt")), said);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../vm/abi"));
}

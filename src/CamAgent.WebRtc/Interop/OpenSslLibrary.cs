using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Interop;

/// <summary>
/// Finds libssl and libcrypto. .NET's own cryptography on Linux is OpenSSL too, and two versions in one process cost memory and surprise,
/// so the names are those that the runtime asks for: the version in CLR_OPENSSL_VERSION_OVERRIDE, then 3.
/// </summary>
internal static partial class OpenSslLibrary
{
    public const string Ssl = "libssl";
    public const string Crypto = "libcrypto";

    private const string OldestVersionText = "3.0";
    private const uint OldestVersion = 0x30000000;

    private static readonly bool Registered = Register();

    /// <summary>Called by the static constructors of the classes that import from OpenSSL, so that no import resolves without it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EnsureResolver() => _ = Registered;

    [LibraryImport(Crypto)]
    private static partial nuint OpenSSL_version_num();

    private static bool Register()
    {
        NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);
        if (OpenSSL_version_num() < OldestVersion)
        {
            throw new PlatformNotSupportedException(
                $"OpenSSL {OldestVersionText} or later is needed, and an older one was loaded. Remove CLR_OPENSSL_VERSION_OVERRIDE or install libssl3.");
        }

        return true;
    }

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (libraryName is not (Ssl or Crypto))
            return 0;
        var version = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE");
        if (!string.IsNullOrEmpty(version) && NativeLibrary.TryLoad($"{libraryName}.so.{version}", out var handle))
            return handle;
        return NativeLibrary.TryLoad($"{libraryName}.so.3", out handle)
            ? handle
            : throw new DllNotFoundException(
                $"OpenSSL 3 ({libraryName}.so.3) is not on this system; Debian and Raspberry Pi OS have it in the package libssl3.");
    }
}

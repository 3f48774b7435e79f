using System.Globalization;
using System.Runtime.InteropServices;

namespace CamAgent.Doctor;

/// <summary>The machine: its clock and the libraries.</summary>
internal static partial class MachineChecks
{
    /// <summary>No build of this program is older, so no true clock is behind it.</summary>
    private const int FirstPossibleYear = 2025;

    /// <summary>adjtimex(2): the clock is not synchronised.</summary>
    private const int TimeError = 5;

    public static IEnumerable<DoctorCheck> All(TimeProvider time) =>
    [
        new("clock", () => Clock(time.GetUtcNow(), IsSynchronised())),
        new("OpenSSL", OpenSsl),
        new("OpenH264", OpenH264),
    ];

    internal static DoctorFinding Clock(DateTimeOffset now, bool isSynchronised)
    {
        var shown = now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (now.Year < FirstPossibleYear)
            return DoctorFinding.Fail($"{shown} cannot be right: certificates and expiry dates will not work", "Set it, and switch on time synchronisation: timedatectl set-ntp true");
        return isSynchronised
            ? DoctorFinding.Ok($"{shown}, synchronised")
            : DoctorFinding.Warn($"{shown}, not synchronised", "timedatectl set-ntp true; in a container the host sees to it.");
    }

    private static unsafe bool IsSynchronised()
    {
        // struct timex is 208 bytes on 64 bit and fewer on 32; with modes 0 the call only reads, and its result is all that is wanted.
        var buffer = stackalloc byte[512];
        new Span<byte>(buffer, 512).Clear();
        return AdjustClock(buffer) is >= 0 and not TimeError || File.Exists("/run/systemd/timesync/synchronized");
    }

    private static unsafe DoctorFinding OpenSsl()
    {
        // The runtime honours this variable, and both must be the same library.
        var wanted = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } version ? version : "3";
        if (!NativeLibrary.TryLoad($"libssl.so.{wanted}", out _) || !NativeLibrary.TryLoad($"libcrypto.so.{wanted}", out var crypto)
            || !NativeLibrary.TryGetExport(crypto, "OpenSSL_version", out var function))
        {
            return DoctorFinding.Fail($"libssl.so.{wanted} is not there", "sudo apt install libssl3");
        }

        // OpenSSL_version(3), with OPENSSL_VERSION = 0.
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)function)(0)) ?? "of unknown version";
        return DoctorFinding.Ok(text);
    }

    private static DoctorFinding OpenH264()
    {
        foreach (var name in (ReadOnlySpan<string>)["libopenh264.so.8", "libopenh264.so.7"])
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                NativeLibrary.Free(library);
                return DoctorFinding.Ok(name);
            }
        }

        return DoctorFinding.Warn("not there; without it only hardware encodes, and there is no test picture", "sudo apt install libopenh264-7 (Debian 12), libopenh264-8 (Debian 13)");
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static unsafe partial int AdjustClock(byte* timex);
}

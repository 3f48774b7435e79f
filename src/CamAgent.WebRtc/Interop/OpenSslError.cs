using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CamAgent.WebRtc.Interop;

/// <summary>
/// The calling thread's OpenSSL error queue. It is cleared before an operation whose outcome is asked with SSL_get_error.
/// </summary>
internal static class OpenSslError
{
    public static void Clear() => LibCrypto.ERR_clear_error();

    /// <summary>Takes everything off the queue and says the first error's reason, which is the cause of the rest.</summary>
    public static string TakeReason()
    {
        var first = LibCrypto.ERR_get_error();
        LibCrypto.ERR_clear_error();
        return first == 0
            ? "no reason given"
            : Marshal.PtrToStringUTF8(LibCrypto.ERR_reason_error_string(first)) ?? $"OpenSSL error 0x{first:x}";
    }

    /// <summary>For calls that fail only where memory is short or OpenSSL is broken.</summary>
    public static void ThrowIfFailed(bool succeeded, string operation)
    {
        if (!succeeded)
            throw new CryptographicException($"OpenSSL: {operation} failed: {TakeReason()}");
    }
}

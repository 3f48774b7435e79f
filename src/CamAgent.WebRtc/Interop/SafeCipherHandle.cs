using Microsoft.Win32.SafeHandles;

namespace CamAgent.WebRtc.Interop;

/// <summary>An EVP_CIPHER_CTX; OpenSSL wipes the key when it is freed.</summary>
internal sealed class SafeCipherHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}

using Microsoft.Win32.SafeHandles;

namespace CamAgent.WebRtc.Interop;

/// <summary>An EVP_MD_CTX; OpenSSL wipes the state when it is freed.</summary>
internal sealed class SafeDigestHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MD_CTX_free(handle);
        return true;
    }
}

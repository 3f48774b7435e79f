using Microsoft.Win32.SafeHandles;

namespace CamAgent.WebRtc.Interop;

/// <summary>An SSL. Releasing it frees its BIO too, and the BIO frees what its callbacks work on.</summary>
internal sealed class SafeSslHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_free(handle);
        return true;
    }
}

using Microsoft.Win32.SafeHandles;

namespace CamAgent.WebRtc.Interop;

/// <summary>An SSL_CTX. OpenSSL counts the references that its sessions hold, so this may be released before them.</summary>
internal sealed class SafeSslContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }
}

using System.Runtime.InteropServices;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// The functions that OpenSSL calls, and the BIO_METHOD that holds some of them: one write is one datagram. Each finds its
/// <see cref="DtlsWire"/> through the BIO's data, a GCHandle that the BIO owns: it is freed when the BIO is, which is when the last
/// reference to the SSL goes. None throws: an exception must not unwind OpenSSL's frames.
/// </summary>
internal static unsafe class OpenSslCallbacks
{
    private const int BioTypeSourceSink = 0x0400;
    private const int BioShouldRetryRead = 0x01 | 0x08;
    private const int ControlFlush = 11;
    private const int ControlMtuOverhead = 49;

    // Bytes of an IPv4 and UDP header.
    private const int MtuOverhead = 28;

    private static readonly nint Method = CreateMethod();

    /// <summary>A BIO that works on the wire; whoever gets it frees it.</summary>
    public static nint CreateBio(DtlsWire wire)
    {
        var bio = LibCrypto.BIO_new(Method);
        OpenSslError.ThrowIfFailed(bio != 0, "making a BIO");
        LibCrypto.BIO_set_data(bio, GCHandle<DtlsWire>.ToIntPtr(new GCHandle<DtlsWire>(wire)));
        LibCrypto.BIO_set_init(bio, 1);
        return bio;
    }

    /// <summary>For SSL_CTX_set_cert_verify_callback: 1 accepts the certificate.</summary>
    [UnmanagedCallersOnly]
    public static int VerifyCertificate(nint storeContext, nint argument)
    {
        try
        {
            var ssl = LibCrypto.X509_STORE_CTX_get_ex_data(storeContext, LibSsl.SSL_get_ex_data_X509_STORE_CTX_idx());
            if (ssl != 0 && WireOf(LibSsl.SSL_get_rbio(ssl)) is { } wire && wire.Verify(storeContext))
                return 1;
            // It becomes the alert bad_certificate.
            LibCrypto.X509_STORE_CTX_set_error(storeContext, LibCrypto.CertificateRejected);
            return 0;
        }
        catch (Exception exception) when (Contain(exception))
        {
            return 0;
        }
    }

    /// <summary>For DTLS_set_timer_cb.</summary>
    [UnmanagedCallersOnly]
    public static uint NextTimer(nint ssl, uint duration)
    {
        const uint OneSecond = 1_000_000;
        try
        {
            return WireOf(LibSsl.SSL_get_rbio(ssl))?.NextTimer(duration) ?? OneSecond;
        }
        catch (Exception exception) when (Contain(exception))
        {
            return OneSecond;
        }
    }

    private static nint CreateMethod()
    {
        var method = LibCrypto.BIO_meth_new(LibCrypto.BIO_get_new_index() | BioTypeSourceSink, "camagent datagrams");
        OpenSslError.ThrowIfFailed(
            method != 0
            && LibCrypto.BIO_meth_set_read(method, &Read) == 1
            && LibCrypto.BIO_meth_set_write(method, &Write) == 1
            && LibCrypto.BIO_meth_set_ctrl(method, &Control) == 1
            && LibCrypto.BIO_meth_set_destroy(method, &Destroy) == 1,
            "making a BIO method");
        return method;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint bio, byte* buffer, int length)
    {
        try
        {
            LibCrypto.BIO_clear_flags(bio, BioShouldRetryRead);
            var read = WireOf(bio)?.Read(new Span<byte>(buffer, length)) ?? 0;
            if (read > 0)
                return read;
            LibCrypto.BIO_set_flags(bio, BioShouldRetryRead);
            return -1;
        }
        catch (Exception exception) when (Contain(exception))
        {
            return -1;
        }
    }

    [UnmanagedCallersOnly]
    private static int Write(nint bio, byte* buffer, int length)
    {
        try
        {
            WireOf(bio)?.Write(new ReadOnlySpan<byte>(buffer, length));
            return length;
        }
        catch (Exception exception) when (Contain(exception))
        {
            return -1;
        }
    }

    [UnmanagedCallersOnly]
    private static nint Control(nint bio, int command, nint argument, nint pointer) => command switch
    {
        ControlFlush => 1,
        ControlMtuOverhead => MtuOverhead,
        _ => 0,
    };

    [UnmanagedCallersOnly]
    private static int Destroy(nint bio)
    {
        var data = LibCrypto.BIO_get_data(bio);
        if (data != 0)
        {
            LibCrypto.BIO_set_data(bio, 0);
            GCHandle<DtlsWire>.FromIntPtr(data).Dispose();
        }

        return 1;
    }

    private static DtlsWire? WireOf(nint bio)
    {
        var data = bio == 0 ? 0 : LibCrypto.BIO_get_data(bio);
        return data == 0 ? null : GCHandle<DtlsWire>.FromIntPtr(data).Target;
    }

    // What can happen here is want of memory: OpenSSL is told that the operation failed, and the session fails in its own words.
    private static bool Contain(Exception exception) => exception is not null;
}

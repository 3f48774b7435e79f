using System.Buffers;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Dtls;

public sealed unsafe partial class DtlsSession
{
    private const int MaximumPlaintext = 1 << 14;

    private void Receive()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaximumPlaintext);
        fixed (byte* pointer = buffer)
        {
            while (State == DtlsState.Connected)
            {
                OpenSslError.Clear();
                var read = LibSsl.SSL_read(_ssl, pointer, MaximumPlaintext);
                if (read <= 0)
                {
                    CheckError(read, "receiving");
                    break;
                }

                _ = _received.TryEnqueue(buffer.AsSpan(0, read));
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void CheckError(int result, string operation)
    {
        switch (LibSsl.SSL_get_error(_ssl, result))
        {
            case LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite:
                break;
            case LibSsl.ErrorZeroReturn:
                // RFC 5246 §7.2.1: close_notify is answered with one.
                SendCloseNotify();
                State = DtlsState.Closed;
                _schedule.Stop();
                break;
            default:
                Fail(_wire.PeerRefused
                    ? "the peer's certificate does not have the fingerprint that was signaled"
                    : $"{operation} failed: {OpenSslError.TakeReason()}");
                break;
        }
    }
}

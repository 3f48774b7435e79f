using System.Buffers;
using System.Security.Cryptography;
using CamAgent.WebRtc.Interop;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Dtls;

public sealed unsafe partial class DtlsSession
{
    // After an alert in the clear the peer gets this many retransmissions to show that it did not mean it.
    private const int RetransmissionsAfterRefusal = 3;

    private const int TimevalSize = 16;

    // Explicit nonce and tag of AES-GCM (RFC 5288 §3); ChaCha20-Poly1305 has the tag only (RFC 7905 §2).
    private const int GcmOverhead = 8 + 16;
    private const int ChaChaOverhead = 16;

    // Until the cipher is known no record shorter than the longer of both is let through; a Finished never is.
    private int _shortestProtected = GcmOverhead;
    private uint _recordsInTheClear;
    private DtlsAlert? _refusal;
    private int _retransmissionsSinceRefusal;

    // What OpenSSL may see of a datagram. Its rule for anything unexpected in the clear is to end the handshake, which is right for TLS
    // on a stream; on a datagram socket, RFC 6347 §4.1.2.7 wants invalid records dropped. OpenSSL 3 also ends the session, at any time,
    // at a protected record that is too short for its cipher, though no key is needed to forge one.
    private bool Admits(in DtlsRecord record)
    {
        if (record.Epoch == 1)
        {
            return record.Type is >= DtlsContentType.ChangeCipherSpec and <= DtlsContentType.ApplicationData
                && record.Content.Length >= _shortestProtected;
        }

        if (record.Epoch != 0 || State != DtlsState.Handshaking)
            return false;
        if (record.Type == DtlsContentType.Alert && DtlsAlert.TryReadFatal(record.Content, out var alert) && _refusal is null)
        {
            _refusal = alert;
            _retransmissionsSinceRefusal = 0;
        }

        return record.Type switch
        {
            DtlsContentType.ChangeCipherSpec => record.Content is [1],
            DtlsContentType.Handshake => HandshakeFragments.AreWellFormed(record.Content),
            _ => false,
        };
    }

    private void Feed(in DtlsRecord record, Instant now)
    {
        if (record.Epoch != 0)
        {
            Feed(record.Whole, now);
            return;
        }

        // A number in the clear proves nothing, yet OpenSSL keeps its replay window by it: one forged record with a high number would
        // shut all genuine ones out. So they are numbered here as they come. Repetitions do no harm, for handshake messages have numbers
        // of their own.
        var length = record.Whole.Length;
        var renumbered = ArrayPool<byte>.Shared.Rent(length);
        record.CopyTo(renumbered, _recordsInTheClear++);
        Feed(renumbered.AsSpan(0, length), now);
        ArrayPool<byte>.Shared.Return(renumbered);
    }

    private void Feed(ReadOnlySpan<byte> record, Instant now)
    {
        fixed (byte* pointer = record)
        {
            _wire.Lend(pointer, record.Length);
            if (State == DtlsState.Handshaking)
                Advance(now);
            if (State == DtlsState.Connected)
                Receive();
            _wire.TakeBack();
        }
    }

    private void Advance(Instant now)
    {
        var flights = _wire.Flights;
        OpenSslError.Clear();
        var result = LibSsl.SSL_do_handshake(_ssl);
        if (result == 1)
            Connect();
        else
            CheckError(result, "the DTLS handshake");

        if (State != DtlsState.Handshaking || !IsTimerSet())
        {
            _schedule.Stop();
        }
        else if (_wire.Flights != flights)
        {
            _schedule.Start(now);
            _refusal = null;
        }
    }

    private void Retransmit(Instant now)
    {
        if (_refusal is { } alert && ++_retransmissionsSinceRefusal > RetransmissionsAfterRefusal)
        {
            Fail($"the peer refused the DTLS handshake: {alert}");
            return;
        }

        if (!_wire.Retransmissions.TryMoveNext(_wire.Transmit) && !TryMakeRetransmission())
        {
            Fail($"the peer did not answer in the DTLS handshake, though this end sent {FlightRetransmissions.Maximum + 1} times");
            return;
        }

        _schedule.BackOff(now);
    }

    // The retransmissions were not made in advance only if the wall clock was set back in the microseconds after the flight was sent.
    private bool TryMakeRetransmission()
    {
        if (_wire.Retransmissions.Made == FlightRetransmissions.Maximum)
            return false;
        OpenSslError.Clear();
        _ = LibSsl.SSL_ctrl(_ssl, LibSsl.ControlHandleTimeout, 0, null);
        _wire.TakeBack();
        _ = _wire.Retransmissions.TryMoveNext(_wire.Transmit);
        return true;
    }

    // OpenSSL stops its timer when the peer's flight is complete.
    private bool IsTimerSet()
    {
        var timeval = stackalloc byte[TimevalSize];
        return LibSsl.SSL_ctrl(_ssl, LibSsl.ControlGetTimeout, 0, timeval) == 1;
    }

    private void Connect()
    {
        // The handshake does not get here with another certificate. The keys depend on it, so it is asked once more.
        if (!_wire.PeerVerified)
        {
            Fail("the peer's certificate was not verified");
            return;
        }

        State = DtlsState.Connected;
        _shortestProtected = IsChaCha() ? ChaChaOverhead : GcmOverhead;
        if (TryGetProfile(out var profile))
            ExportSrtpKeys(profile);
    }

    // RFC 5764 §4.2: client's key, server's key, client's salt, server's salt.
    private void ExportSrtpKeys(SrtpProfile profile)
    {
        const int Key = SrtpProfileSizes.Key;
        var salt = profile.SaltLength;
        Span<byte> material = stackalloc byte[2 * (Key + salt)];
        var label = "EXTRACTOR-dtls_srtp"u8;
        fixed (byte* output = material, name = label)
        {
            if (LibSsl.SSL_export_keying_material(_ssl, output, (nuint)material.Length, name, (nuint)label.Length, null, 0, 0) != 1)
            {
                Fail($"exporting the SRTP keys failed: {OpenSslError.TakeReason()}");
                return;
            }
        }

        var client = new SrtpMasterKey(profile, material[..Key], material.Slice(2 * Key, salt));
        var server = new SrtpMasterKey(profile, material.Slice(Key, Key), material[((2 * Key) + salt)..]);
        CryptographicOperations.ZeroMemory(material);
        SrtpKeys = _role == DtlsRole.Client ? new(client, server) : new(server, client);
    }

    // RFC 7905 §2: TLS_ECDHE_RSA and TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256.
    private bool IsChaCha() => LibSsl.SSL_CIPHER_get_protocol_id(LibSsl.SSL_get_current_cipher(_ssl)) is 0xCCA8 or 0xCCA9;

    private bool TryGetProfile(out SrtpProfile profile)
    {
        profile = default;
        var selected = LibSsl.SSL_get_selected_srtp_profile(_ssl);
        if (selected == 0)
            return false;
        profile = (SrtpProfile)((nuint*)selected)[1];
        return profile is SrtpProfile.AeadAes128Gcm or SrtpProfile.AesCm128HmacSha1_80;
    }
}

using System.Buffers.Binary;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>The client's side of the long-term credential mechanism (RFC 8489 §9.2): what the server asked for, and how it is answered.</summary>
internal sealed class LongTermAuthentication(TurnCredential credential)
{
    /// <summary>RFC 8489 allows 763 bytes each; servers use a tenth of it, and every request has to fit one datagram.</summary>
    private const int MaximumText = 256;

    private const int MaximumAlgorithms = 64;

    private readonly byte[] _username = System.Text.Encoding.UTF8.GetBytes(credential.Username);
    private byte[] _realm = [];
    private byte[] _nonce = [];
    private byte[] _algorithms = [];
    private byte[] _key = [];
    private PasswordAlgorithm _algorithm;

    /// <summary>The server has said what it wants: requests are signed from now on.</summary>
    public bool HasChallenge { get; private set; }

    /// <summary>RFC 8489 §9.2.4: what was offered as a list is answered with SHA-256 alone.</summary>
    private bool UsesSha256 => _algorithms.Length > 0;

    /// <summary>Takes REALM, NONCE and PASSWORD-ALGORITHMS of a 401 or 438.</summary>
    /// <returns>False where they are missing, too long, or contradict each other (an attempt to make us use less): the answer did not come.</returns>
    public bool TryChallenge(in StunMessage answer)
    {
        if (!answer.TryGet(StunAttributeType.Nonce, out var nonce) || nonce.IsEmpty || nonce.Length > MaximumText || credential.Username.Length > MaximumText)
            return false;
        // RFC 8489 §9.2.5 has REALM in both; some servers leave it out of 438, where it has not changed.
        if (!answer.TryGet(StunAttributeType.Realm, out var realm))
            realm = _realm;
        if (realm.IsEmpty || realm.Length > MaximumText)
            return false;

        // RFC 8489 §9.2.5: the bit without the list means that somebody took the list away; the list without the bit is nobody's.
        var algorithm = PasswordAlgorithm.Md5;
        ReadOnlySpan<byte> algorithms = [];
        if (SecurityFeatures.HavePasswordAlgorithms(nonce)
            && (!answer.TryGet(StunAttributeType.PasswordAlgorithms, out algorithms)
                || algorithms.Length > MaximumAlgorithms || !PasswordAlgorithmList.TryChoose(algorithms, out algorithm)))
            return false;

        if (!HasChallenge || !realm.SequenceEqual(_realm) || algorithm != _algorithm)
        {
            var key = new byte[algorithm == PasswordAlgorithm.Sha256 ? StunLongTermKey.Sha256Size : StunLongTermKey.Size];
            var isDerived = algorithm == PasswordAlgorithm.Sha256
                ? StunLongTermKey.TryDeriveSha256(credential.Username, realm, credential.Password, key)
                : StunLongTermKey.TryDerive(credential.Username, realm, credential.Password, key);
            if (!isDerived)
                return false;
            _key = key;
        }

        _algorithm = algorithm;
        _realm = realm.ToArray();
        _nonce = nonce.ToArray();
        _algorithms = algorithms.ToArray();
        HasChallenge = true;
        return true;
    }

    /// <summary>What requests are signed with now.</summary>
    public byte[] Nonce => _nonce;

    /// <summary>Completes a request: what proves who asks, then FINGERPRINT.</summary>
    public void Finish(ref StunWriter writer)
    {
        if (HasChallenge)
        {
            writer.Write(StunAttributeType.Username, _username);
            writer.Write(StunAttributeType.Realm, _realm);
            writer.Write(StunAttributeType.Nonce, _nonce);
            if (UsesSha256)
            {
                writer.Write(StunAttributeType.PasswordAlgorithms, _algorithms);
                Span<byte> chosen = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(chosen, (uint)_algorithm << 16);
                writer.Write(StunAttributeType.PasswordAlgorithm, chosen);
                writer.WriteIntegritySha256(_key);
            }
            else
            {
                writer.WriteIntegrity(_key);
            }
        }

        writer.WriteFingerprint();
    }

    /// <summary>Whether an answer comes from who knows the password, too.</summary>
    public bool Verify(in StunMessage answer) => UsesSha256 ? answer.VerifyIntegritySha256(_key) : answer.VerifyIntegrity(_key);
}

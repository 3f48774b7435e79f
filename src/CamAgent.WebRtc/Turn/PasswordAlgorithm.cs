using System.Buffers.Binary;

namespace CamAgent.WebRtc.Turn;

/// <summary>RFC 8489 §18.5: what a long-term key is made with.</summary>
internal enum PasswordAlgorithm : ushort
{
    None = 0,

    /// <summary>Also where the server names none: RFC 5389 knew no other.</summary>
    Md5 = 1,
    Sha256 = 2,
}

/// <summary>The value of PASSWORD-ALGORITHMS (RFC 8489 §14.11): a list of algorithms, each with parameters.</summary>
internal static class PasswordAlgorithmList
{
    /// <summary>The best that is known here; false where there is none or the list is malformed. The two that are defined have no parameters.</summary>
    public static bool TryChoose(ReadOnlySpan<byte> list, out PasswordAlgorithm best)
    {
        best = PasswordAlgorithm.None;
        while (list.Length >= 4)
        {
            var algorithm = (PasswordAlgorithm)BinaryPrimitives.ReadUInt16BigEndian(list);
            var parameters = BinaryPrimitives.ReadUInt16BigEndian(list[2..]);
            var size = 4 + ((parameters + 3) & ~3);
            if (size > list.Length)
                return false;
            if (parameters == 0 && algorithm is PasswordAlgorithm.Md5 or PasswordAlgorithm.Sha256 && algorithm > best)
                best = algorithm;
            list = list[size..];
        }

        return list.IsEmpty && best != PasswordAlgorithm.None;
    }
}

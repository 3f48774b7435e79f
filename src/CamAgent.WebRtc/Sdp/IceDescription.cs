namespace CamAgent.WebRtc.Sdp;

/// <summary>What a description says of the other side's ICE agent (RFC 8839).</summary>
/// <param name="UsernameFragment">4 to 256 ice-chars.</param>
/// <param name="Password">22 to 256 ice-chars.</param>
/// <param name="IsLite">It only answers checks (RFC 8445 §2.5), so this side controls.</param>
/// <param name="Trickles">It takes and may send further candidates (RFC 8838).</param>
/// <param name="Candidates">As they stand in the description, each from <c>candidate:</c> on.</param>
/// <param name="EndOfCandidates">There are no more than these.</param>
public sealed record IceDescription(
    string UsernameFragment, string Password, bool IsLite, bool Trickles, IReadOnlyList<string> Candidates, bool EndOfCandidates)
{
    // RFC 8839 §5.4: the lengths, and ice-char = ALPHA / DIGIT / "+" / "/".
    internal static bool IsValid(string? usernameFragment, string? password) =>
        IsIceChars(usernameFragment, 4) && IsIceChars(password, 22);

    private static bool IsIceChars(string? value, int minimum)
    {
        if (value is null || value.Length < minimum || value.Length > 256)
            return false;
        foreach (var character in value)
        {
            // "-", "_" and "=" are not allowed, but deployed agents send base64url and padding; they do no harm.
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/' or '-' or '_' or '='))
                return false;
        }

        return true;
    }
}

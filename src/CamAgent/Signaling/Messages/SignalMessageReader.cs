using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using CamAgent.Streaming;

namespace CamAgent.Signaling.Messages;

/// <summary>Reads what a viewer sent (contract §4). Total: any bytes give a message or a fault.</summary>
internal static class SignalMessageReader
{
    /// <summary>The largest message, in bytes.</summary>
    public const int MaximumBytes = 64 * 1024;

    private const int SupportedVersion = 1;
    private const int MaximumViewerBytes = 256;
    private const int MaximumShortBytes = 256;
    private const int MaximumCandidateBytes = 1024;
    private const int MaximumReasonBytes = 1024;
    private const int MinimumNonceLength = 16;
    private const int MaximumNonceLength = 64;

    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out SignalMessage? message, out SignalFault fault)
    {
        message = null;
        fault = default;
        if (payload.Length > MaximumBytes)
            return Refuse("The message is larger than 64 KiB.", out fault);
        if (!Utf8.IsValid(payload))
            return Refuse("The message is not valid UTF-8.", out fault);
        try
        {
            return TryReadEnvelope(payload, out var type, out fault) && TryReadBody(payload, type, out message, out fault);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader's way to say: not JSON, nested too deeply, or (InvalidOperation) an escape that is half a character.
            message = null;
            return Refuse("The message is not valid JSON.", out fault);
        }
    }

    /// <summary>Version and type come first: what another version means by the other members is not ours to judge.</summary>
    private static bool TryReadEnvelope(ReadOnlySpan<byte> payload, out string type, out SignalFault fault)
    {
        type = "";
        fault = default;
        int? version = null;
        string? typeText = null;
        var members = new SignalMembers(payload);
        while (members.Next())
        {
            if (members.Is("v"u8))
                version = members.Version(0, "v");
            else if (members.Is("type"u8))
                typeText = members.Text(1, "type", MaximumShortBytes);
            else
                members.Ignore();
        }

        if (members.Fault is { } wrong)
            return Refuse(wrong, out fault);
        if (version is null)
            return Refuse("\"v\", the version, is missing.", out fault);
        if (version != SupportedVersion)
            return Refuse("This camera speaks version 1 of the signaling protocol only.", out fault, SignalErrorCode.Unsupported);
        if (typeText is null)
            return Refuse("\"type\" is missing.", out fault);
        type = typeText;
        return true;
    }

    private static bool TryReadBody(
        ReadOnlySpan<byte> payload, string type, [NotNullWhen(true)] out SignalMessage? message, out SignalFault fault)
    {
        fault = default;
        var members = new SignalMembers(payload);
        string? missing = null;
        message = type switch
        {
            "hello" => ReadHello(ref members, ref missing),
            "offer" => ReadOffer(ref members, ref missing),
            "candidate" => ReadCandidate(ref members, ref missing),
            "bye" => ReadBye(ref members),
            _ => null,
        };
        if ((members.Fault ?? missing) is { } wrong)
        {
            message = null;
            return Refuse(wrong, out fault);
        }

        return message is not null || Refuse("A message of this type is not for the camera.", out fault, SignalErrorCode.Unsupported);
    }

    private static SignalMessage.Hello? ReadHello(ref SignalMembers members, ref string? missing)
    {
        string? viewer = null, nonce = null, mac = null;
        while (members.Next())
        {
            if (members.Is("viewer"u8))
                viewer = members.Text(0, "viewer", MaximumViewerBytes);
            else if (members.Is("nonce"u8))
                nonce = members.Text(1, "nonce", MaximumShortBytes);
            else if (members.Is("mac"u8))
                mac = members.Text(2, "mac", MaximumShortBytes);
            else
                members.Ignore();
        }

        if (nonce is null || nonce.Length is < MinimumNonceLength or > MaximumNonceLength
            || nonce.AsSpan().ContainsAnyExcept(SessionName.Base64UrlAlphabet))
        {
            missing = "\"nonce\" is not 16 to 64 base64url characters.";
            return null;
        }

        // The MAC joins its fields by line feeds: a name must not be able to imitate a border.
        if (viewer is not null && viewer.AsSpan().ContainsAnyInRange('\u0000', '\u001F'))
        {
            missing = "\"viewer\" has control characters.";
            return null;
        }

        return new SignalMessage.Hello(viewer, nonce, mac);
    }

    private static SignalMessage.Offer? ReadOffer(ref SignalMembers members, ref string? missing)
    {
        string? sdp = null, mac = null;
        while (members.Next())
        {
            if (members.Is("sdp"u8))
                sdp = members.Text(0, "sdp", MaximumBytes);
            else if (members.Is("mac"u8))
                mac = members.Text(1, "mac", MaximumShortBytes);
            else
                members.Ignore();
        }

        if (!string.IsNullOrEmpty(sdp))
            return new SignalMessage.Offer(sdp, mac);
        missing = "\"sdp\" is missing.";
        return null;
    }

    private static SignalMessage.Candidate? ReadCandidate(ref SignalMembers members, ref string? missing)
    {
        const int Outer = 0;
        string? text = null, mid = null, fragment = null;
        int? index = null;
        bool present = false, ends = false;
        while (members.Next())
        {
            if (!members.Is("candidate"u8))
            {
                members.Ignore();
                continue;
            }

            present = true;
            ends = !members.Enter(Outer, "candidate");
            while (!ends && members.Next())
            {
                if (members.Is("candidate"u8))
                    text = members.Text(1, "candidate", MaximumCandidateBytes);
                else if (members.Is("sdpMid"u8))
                    mid = members.Text(2, "sdpMid", MaximumShortBytes);
                else if (members.Is("sdpMLineIndex"u8))
                    index = members.Index(3, "sdpMLineIndex");
                else if (members.Is("usernameFragment"u8))
                    fragment = members.Text(4, "usernameFragment", MaximumShortBytes);
                else
                    members.Ignore();
            }
        }

        if (present && (ends || text is not null))
            return new SignalMessage.Candidate(new ViewerCandidate(text, mid, index, fragment));
        missing = "\"candidate\" is missing.";
        return null;
    }

    private static SignalMessage.Bye ReadBye(ref SignalMembers members)
    {
        string? reason = null;
        while (members.Next())
        {
            if (members.Is("reason"u8))
                reason = members.Text(0, "reason", MaximumReasonBytes);
            else
                members.Ignore();
        }

        return new SignalMessage.Bye(reason);
    }

    private static bool Refuse(string words, out SignalFault fault, SignalErrorCode code = SignalErrorCode.BadRequest)
    {
        fault = new SignalFault(code, words);
        return false;
    }
}

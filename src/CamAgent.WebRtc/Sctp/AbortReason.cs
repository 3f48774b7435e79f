using System.Text;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>What an ABORT says, in words.</summary>
internal static class AbortReason
{
    private const int MaximumLength = 100;

    internal static string Read(ReadOnlySpan<byte> causes)
    {
        var reader = new ParameterReader(causes);
        if (!reader.TryRead(out var cause, out var whole))
            return "The other side ended the data channels.";
        var detail = whole[ParameterReader.HeaderSize..];
        return (ErrorCause)cause switch
        {
            ErrorCause.UserInitiatedAbort when detail.IsEmpty => "The other side closed the data channels.",
            ErrorCause.UserInitiatedAbort => $"The other side closed the data channels: {Printable(detail)}",
            ErrorCause.ProtocolViolation => $"The other side ended the data channels, for a violation of the protocol: {Printable(detail)}",
            _ => $"The other side ended the data channels (SCTP cause {cause}).",
        };
    }

    // Comes from the network and goes to logs.
    private static string Printable(ReadOnlySpan<byte> text)
    {
        var words = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaximumLength)]).ToCharArray();
        for (var i = 0; i < words.Length; i++)
            words[i] = char.IsControl(words[i]) ? '?' : words[i];
        return new string(words);
    }
}

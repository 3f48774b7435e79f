using System.Text;
using System.Text.RegularExpressions;

namespace CamAgent.Hardware.Video.Command;

/// <summary>The end of what a program wrote to standard error, for the message about its failure.</summary>
internal sealed partial class LastLines
{
    private const int MaximumBytes = 1024;
    private const int MaximumLines = 4;

    private readonly byte[] _tail = new byte[MaximumBytes];
    private int _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
            bytes = bytes[^MaximumBytes..];
        var kept = Math.Min(_length, MaximumBytes - bytes.Length);
        _tail.AsSpan(_length - kept, kept).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(kept));
        _length = kept + bytes.Length;
    }

    /// <summary>The last lines in one, without control characters; empty if there are none.</summary>
    public override string ToString()
    {
        var lines = new List<string>();
        var text = Encoding.UTF8.GetString(_tail, 0, _length);
        foreach (var line in text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            lines.Add(string.Concat(line.Select(character => char.IsControl(character) ? ' ' : character)));
        return UserInformation().Replace(string.Join(" / ", lines.TakeLast(MaximumLines)), "://***@");
    }

    // Programs print the address that they could not reach, with the password in it (RFC 3986 §3.2.1).
    [GeneratedRegex(@"://[^/@\s]+@", RegexOptions.NonBacktracking)]
    private static partial Regex UserInformation();
}

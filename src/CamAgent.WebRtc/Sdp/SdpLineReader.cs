namespace CamAgent.WebRtc.Sdp;

/// <summary>Walks the lines of a description: one letter, an equals sign, a value. Lines end in CR LF, or in LF alone (RFC 8866 §5).</summary>
internal ref struct SdpLineReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>Of the line given last, counted from 1.</summary>
    internal int Line { get; private set; }

    internal SdpError? Error { get; private set; }

    internal char Type { get; private set; }

    internal ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Goes to the next line that is not empty; false at the end and at a fault.</summary>
    internal bool TryRead()
    {
        while (Error is null && !_rest.IsEmpty)
        {
            var end = _rest.IndexOf('\n');
            var line = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            Line++;
            if (line.EndsWith('\r'))
                line = line[..^1];
            if (line.IsEmpty)
                continue;
            if (line.Length > SdpLimits.LineLength)
                return Fail($"it is longer than {SdpLimits.LineLength} characters");
            if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetterLower(line[0]))
                return Fail("it does not begin with a letter and '='");
            if (line.ContainsAnyInRange('\0', '\x08') || line.ContainsAnyInRange('\x0A', '\x1F'))
                return Fail("it holds a control character");
            Type = line[0];
            Value = line[2..];
            return true;
        }

        return false;
    }

    /// <summary>Names a fault in the line given last; always false.</summary>
    internal bool Fail(string message)
    {
        Error = new SdpError(Line, message);
        return false;
    }
}

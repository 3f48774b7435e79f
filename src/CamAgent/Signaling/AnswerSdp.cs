using System.Text;
using CamAgent.Streaming;

namespace CamAgent.Signaling;

/// <summary>What signaling itself reads and writes in a session description; the rest is the stack's.</summary>
internal static class AnswerSdp
{
    private const string LineEnd = "\r\n";
    private const string EndOfCandidates = "a=end-of-candidates";

    /// <summary>Adds candidates found after the answer was made, each to its media section, and the end when all are there.</summary>
    public static string WithCandidates(string answer, IReadOnlyList<LocalCandidate> candidates, bool complete)
    {
        var sections = SplitSections(answer);
        if (sections.Count < 2)
            return answer;
        foreach (var candidate in candidates)
        {
            var index = candidate.SdpMLineIndex + 1;
            AddLine(sections[index > 0 && index < sections.Count ? index : 1], "a=" + candidate.Candidate);
        }

        // RFC 8838 §8.2: said once; with BUNDLE only the first section gathers (RFC 8843 §10).
        if (complete)
            AddLine(sections[1], EndOfCandidates);
        return string.Concat(sections);
    }

    /// <summary>The first <c>ice-ufrag</c>: with BUNDLE the one that counts. Null when there is none.</summary>
    public static string? UsernameFragment(ReadOnlySpan<char> sdp)
    {
        const string Attribute = "a=ice-ufrag:";
        foreach (var line in sdp.EnumerateLines())
        {
            if (line.StartsWith(Attribute, StringComparison.Ordinal))
                return line[Attribute.Length..].Trim().ToString();
        }

        return null;
    }

    /// <summary>The <c>mid</c> of the first video line; null when it has none.</summary>
    public static string? VideoMid(ReadOnlySpan<char> sdp)
    {
        const string Attribute = "a=mid:";
        var isVideo = false;
        foreach (var line in sdp.EnumerateLines())
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
                isVideo = line.StartsWith("m=video ", StringComparison.Ordinal);
            else if (isVideo && line.StartsWith(Attribute, StringComparison.Ordinal))
                return line[Attribute.Length..].Trim().ToString();
        }

        return null;
    }

    /// <summary>The first is the session's part, the others start with <c>m=</c> (RFC 8866 §5).</summary>
    private static List<StringBuilder> SplitSections(string sdp)
    {
        var sections = new List<StringBuilder> { new() };
        foreach (var line in sdp.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            if (line.StartsWith("m=", StringComparison.Ordinal))
                sections.Add(new StringBuilder());
            sections[^1].Append(line).Append(LineEnd);
        }

        return sections;
    }

    private static void AddLine(StringBuilder section, string line)
    {
        var text = line + LineEnd;
        if (!section.ToString().Contains(LineEnd + text, StringComparison.Ordinal))
            section.Append(text);
    }
}

using System.Diagnostics.CodeAnalysis;
using CamAgent.Http;
using CamAgent.Streaming;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.Hosting;

/// <summary>WHEP's trickle fragments (RFC 8840), from the WebRTC stack's parser.</summary>
internal static class TrickleFragments
{
    public static bool TryParse(string text, [NotNullWhen(true)] out TrickleFragment? fragment)
    {
        fragment = null;
        if (!TrickleIceSdpFragment.TryParse(text, out var parsed, out _))
            return false;
        var candidates = new List<ViewerCandidate>();
        var isEnd = false;
        foreach (var media in parsed.Media)
        {
            candidates.AddRange(media.Candidates.Select(candidate => new ViewerCandidate(candidate, media.Mid, null, parsed.UsernameFragment)));
            isEnd |= media.EndOfCandidates;
        }

        fragment = new TrickleFragment(parsed.UsernameFragment, parsed.Password, candidates, isEnd);
        return true;
    }
}

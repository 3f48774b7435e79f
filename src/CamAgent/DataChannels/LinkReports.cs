using System.Collections.Concurrent;
using CamAgent.WebRtc.Endpoint;

namespace CamAgent.DataChannels;

/// <summary>Makes link reports of the endpoint's statistics, which are taken once a second. Each session is asked for by one caller at a time.</summary>
internal sealed class LinkReports(WebRtcEndpoint endpoint, Func<int> targetKbps, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Bytes, long At, int Kbps)> _before = new(StringComparer.Ordinal);

    public LinkReport? Read(string session)
    {
        if (endpoint.Statistics.Peers.FirstOrDefault(peer => peer.Session == session) is not { LocalCandidateType.Length: > 0 } peer)
            return null;
        var now = time.GetTimestamp();
        var kbps = 0;
        if (_before.TryGetValue(session, out var before))
        {
            var elapsed = time.GetElapsedTime(before.At, now).TotalSeconds;
            kbps = elapsed > 0 ? (int)Math.Clamp((peer.BytesSent - before.Bytes) * 8 / elapsed / 1000, 0, int.MaxValue) : before.Kbps;
        }

        _before[session] = (peer.BytesSent, now, kbps);
        return new LinkReport(peer.RoundTripTime, peer.FractionLost, null, targetKbps(), kbps, peer.LocalCandidateType, peer.RemoteCandidateType)
        {
            Retransmissions = peer.Retransmissions,
        };
    }

    public void Forget(string session) => _before.TryRemove(session, out _);
}

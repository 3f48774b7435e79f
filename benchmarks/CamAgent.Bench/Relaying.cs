using System.Diagnostics;
using System.Security.Cryptography;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Srtp;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.Bench;

/// <summary>What a packet costs through a TURN server's channel, beside one that goes straight to the viewer: RTP header, SRTP and sending on loopback.</summary>
internal static class Relaying
{
    private const int PayloadBytes = 1100;
    private const int PacketsOfFrame = 10;
    private const int Parts = 20;
    private const double Target = 1.15;

    internal static void Run(Report report, bool quick)
    {
        report.Begin("Through a TURN channel, beside direct", "SRTP profile", "direct, ns/packet", "ChannelData, ns/packet", "ratio", "allocated bytes/packet");
        foreach (var profile in (SrtpProfile[])[SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm])
        {
            using var bench = new Bench(profile);
            var frames = (quick ? 20_000 : 100_000) / Parts;
            bench.Measure(frames, relayed: false);
            bench.Measure(frames, relayed: true);
            double direct = 0, relayed = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            // Alternately, so that a slow second of the machine hits both.
            for (var part = 0; part < Parts; part++)
            {
                direct += bench.Measure(frames, relayed: false);
                relayed += bench.Measure(frames, relayed: true);
            }

            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (2.0 * Parts * frames * PacketsOfFrame);
            report.Row(profile.ToString(), Report.Number(direct / Parts), Report.Number(relayed / Parts), Report.Number(relayed / direct, 2), Report.Number(allocated, 3));
            if (relayed / direct > Target)
                report.Failures.Add($"relayed beside direct is {Report.Number(relayed / direct, 2)}, more than {Report.Number(Target, 2)}");
        }
    }

    private sealed class Bench : RelayRoute, IRelayRoutes, IDisposable
    {
        private static readonly Instant Now = new(TimeSpan.TicksPerSecond);
        private static readonly TransportAddress Relayed = TransportAddress.FromBytes([192, 0, 2, 1], 50000);
        private static readonly TransportAddress Peer = TransportAddress.FromBytes([192, 0, 2, 9], 6000);
        private readonly UdpSocketSet _sockets = new();
        private readonly UdpSocket _sink;
        private readonly RelayUdpTransport _transport;
        private readonly TurnAllocation _allocation;
        private readonly SendBatch _batch;
        private readonly SrtpSender _protection;
        private readonly byte[] _payload = RandomNumberGenerator.GetBytes(PayloadBytes);
        private readonly byte[] _buffer = new byte[2048];
        private ushort _sequence;

        internal Bench(SrtpProfile profile)
        {
            _ = TransportAddress.TryParse("127.0.0.1", 0, out var loopback);
            _sockets.Open([loopback], 0, out _);
            _sink = UdpSocket.Bind(loopback);
            _transport = new RelayUdpTransport(_sink.Local);
            _allocation = new TurnAllocation(new() { Credential = new("bench", "bench") }, SecureRandomSource.Instance, Now);
            _batch = new SendBatch(_sockets, this);
            _protection = new SrtpSender(new SrtpMasterKey(profile, RandomNumberGenerator.GetBytes(SrtpProfileSizes.Key), RandomNumberGenerator.GetBytes(profile.SaltLength)));
            // A server that asks for no password: allocation, permission, channel.
            Answer();
            _ = _allocation.Wrap([0x80], Peer, Now, _buffer);
            Answer();
        }

        public int Version => 1;

        public override TurnAllocation Allocation => _allocation;

        public override RelayTransport Transport => _transport;

        public RelayRoute? Find(TransportAddress local) => local == Relayed ? this : null;

        /// <returns>Nanoseconds for each packet, within the calls.</returns>
        internal double Measure(int frames, bool relayed)
        {
            var path = relayed ? new NetworkPath(Relayed, Peer) : new NetworkPath(_sockets.Sockets[0].Local, _sink.Local);
            Span<byte> header = stackalloc byte[RtpHeader.FixedSize];
            long ticks = 0;
            for (var frame = 0; frame < frames; frame++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < PacketsOfFrame; i++)
                {
                    RtpHeader.Write(header, 102, i == PacketsOfFrame - 1, new SequenceNumber(_sequence++), new RtpTimestamp((uint)frame), new Ssrc(1), false);
                    _batch.Commit(_protection.Protect(header, _payload, _batch.Next), path, Now);
                }

                _batch.Flush();
                ticks += Stopwatch.GetTimestamp() - start;
                while (_sink.TryReceive(_buffer, out _, out _))
                {
                }
            }

            return ticks * (1e9 / Stopwatch.Frequency) / ((double)frames * PacketsOfFrame);
        }

        public void Dispose()
        {
            _protection.Dispose();
            _transport.Dispose();
            _sink.Dispose();
            _sockets.Dispose();
        }

        private void Answer()
        {
            var answer = new byte[256];
            while (_allocation.TryPollTransmit(Now, _buffer, out var length))
            {
                if (!StunMessage.TryParse(_buffer.AsSpan(0, length), out var request) || request.Class != StunClass.Request)
                    continue;
                var writer = new StunWriter(answer, StunClass.SuccessResponse, request.Method, request.TransactionId);
                if (request.Method == StunMethod.Allocate)
                    writer.WriteAddress(StunAttributeType.XorRelayedAddress, Relayed);
                _ = _allocation.HandleMessage(answer.AsSpan(0, writer.Length), Now, out _, out _);
            }
        }
    }
}

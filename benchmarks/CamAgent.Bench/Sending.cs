using System.Diagnostics;
using CamAgent.WebRtc.Net;

namespace CamAgent.Bench;

/// <summary>What a datagram costs to send on loopback: in one call for many (UDP GSO), and in one call each.</summary>
internal static class Sending
{
    private const int DatagramBytes = 1200;

    internal static void Run(Report report, bool quick)
    {
        report.Begin("Sending on loopback, 1200-byte datagrams", "datagrams in a batch", "GSO, ns/packet", "sendto each, ns/packet", "ratio");
        foreach (var batch in (int[])[10, 50])
        {
            var rounds = (quick ? 100_000 : 400_000) / batch;
            // Alternately, so that a slow second of the machine hits both.
            double together = 0, apart = 0;
            for (var part = 0; part < 10; part++)
            {
                together += Measure(batch, rounds / 10, segmented: true);
                apart += Measure(batch, rounds / 10, segmented: false);
            }

            report.Row(Report.Number(batch), Report.Number(together / 10), Report.Number(apart / 10), Report.Number(together / apart, 2));
        }
    }

    private static double Measure(int batch, int rounds, bool segmented)
    {
        _ = TransportAddress.TryParse("127.0.0.1", 0, out var loopback);
        using var sender = UdpSocket.Bind(loopback);
        using var receiver = UdpSocket.Bind(loopback);
        var datagrams = new byte[batch * DatagramBytes];
        var buffer = new byte[2048];
        long ticks = 0;
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (segmented)
            {
                sender.Send(datagrams, DatagramBytes, receiver.Local);
            }
            else
            {
                for (var offset = 0; offset < datagrams.Length; offset += DatagramBytes)
                    sender.Send(datagrams.AsSpan(offset, DatagramBytes), DatagramBytes, receiver.Local);
            }

            ticks += Stopwatch.GetTimestamp() - start;
            while (receiver.TryReceive(buffer, out _, out _))
            {
            }
        }

        return ticks * (1e9 / Stopwatch.Frequency) / ((double)rounds * batch);
    }
}

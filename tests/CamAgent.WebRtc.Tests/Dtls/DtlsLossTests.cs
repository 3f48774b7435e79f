using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsLossTests
{
    [Fact]
    public void Every_handshake_completes_over_a_wire_that_loses_reorders_and_duplicates()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            using var pair = new DtlsPair(seed, mtu: seed % 3 == 0 ? 300 : DtlsSession.MaximumDatagramSize)
            {
                Loss = seed % 9 * 0.05,
                Duplication = seed % 4 * 0.1,
                Jitter = TimeSpan.FromMilliseconds(seed % 5 * 60),
            };
            pair.Client.Start(pair.Now);

            RunNamed(seed, () => pair.RunUntil(() => pair.BothConnected, TimeSpan.FromSeconds(25)));

            DtlsHandshakeTests.AssertKeysAgree(pair);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_lost_flight_is_sent_again_after_200_ms(int lost)
    {
        using var pair = new DtlsPair();
        var start = pair.Now;
        var flight = -1;
        (DtlsSession?, Instant) last = default;
        pair.Passes = (from, _) =>
        {
            if (last != (from, pair.Now))
                flight++;
            last = (from, pair.Now);
            return flight != lost;
        };

        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected, TimeSpan.FromSeconds(2));

        // The server's last flight has no timer (RFC 6347 §4.2.4): the client's, then 10 ms old, asks for it.
        Assert.InRange((pair.Now - start).TotalMilliseconds, 220, 240);
    }

    [Fact]
    public void Retransmissions_back_off_to_3200_ms_and_end_in_a_failure_that_says_so()
    {
        using var pair = new DtlsPair();
        var start = pair.Now;
        var sent = new List<double>();
        pair.Passes = (_, _) =>
        {
            sent.Add((pair.Now - start).TotalMilliseconds);
            return false;
        };

        pair.Client.Start(pair.Now);
        pair.Run(TimeSpan.FromMinutes(1));

        Assert.Equal([0, 200, 600, 1400, 3000, 6200, 9400, 12600, 15800, 19000, 22200, 25400], sent.Distinct());
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Contains("did not answer", pair.Client.FailureReason, StringComparison.Ordinal);
        Assert.Null(pair.Client.SrtpKeys);
    }

    [Fact]
    public void A_timeout_that_is_handled_too_early_sends_nothing()
    {
        using var pair = new DtlsPair();
        pair.Client.Start(pair.Now);
        pair.Flush();

        pair.Client.HandleTimeout(pair.Client.NextTimeout - TimeSpan.FromTicks(1));

        Assert.False(pair.Client.TryPollTransmit(new byte[2048], out _));
    }

    [Fact]
    public void The_server_repeats_its_last_flight_for_a_client_that_asks_again()
    {
        using var pair = new DtlsPair();
        var lost = 0;
        pair.Passes = (from, _) => from != pair.Server || pair.Server.State != DtlsState.Connected || lost++ >= 5;

        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected, TimeSpan.FromSeconds(10));

        DtlsHandshakeTests.AssertKeysAgree(pair);
    }

    private static void RunNamed(int seed, Action run)
    {
        try
        {
            run();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
        }
    }
}

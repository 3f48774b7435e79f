using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

public sealed class TurnRaceTests
{
    private static readonly Instant Begin = new(TimeSpan.TicksPerHour);
    private static readonly TransportAddress A = AllocationUnderTest.Address("192.0.2.1", 3478);
    private static readonly TransportAddress B = AllocationUnderTest.Address("192.0.2.2", 3478);
    private static readonly TransportAddress Six = AllocationUnderTest.Address("2001:db8::1", 3478);

    [Fact]
    public void UDP_comes_before_TCP_and_TCP_before_TLS_each_with_a_head_start()
    {
        var race = new TurnRace();
        race.Add([B], TurnTransport.Tls, "turn.example.org");
        race.Add([B], TurnTransport.Tcp, "turn.example.org");
        race.Add([A, B], TurnTransport.Udp, "turn.example.org");
        Assert.Equal(
            [(0, A, TurnTransport.Udp), (250, B, TurnTransport.Udp), (1250, B, TurnTransport.Tcp), (2250, B, TurnTransport.Tls)],
            Run(race).Select(start => (start.At, start.Target.Address, start.Target.Transport)));
        Assert.True(race.IsExhausted);
    }

    [Fact]
    public void Families_take_turns()
    {
        var race = new TurnRace();
        race.Add([Six, Six.WithPort(1), A, B], TurnTransport.Udp, "turn.example.org");
        Assert.Equal([Six, A, Six.WithPort(1), B], Run(race).Select(start => start.Target.Address));
    }

    [Fact]
    public void A_failure_lets_the_next_begin_at_once()
    {
        var race = new TurnRace();
        race.Add([A], TurnTransport.Udp, "h");
        race.Add([A], TurnTransport.Tcp, "h");
        Assert.True(race.TryTakeNext(Begin, out _));
        Assert.False(race.TryTakeNext(Begin, out _));
        race.OnFailed();
        Assert.True(race.TryTakeNext(Begin, out var next));
        Assert.Equal(TurnTransport.Tcp, next.Transport);
    }

    [Fact]
    public void Redirections_are_followed_three_times_and_never_in_a_circle()
    {
        var race = new TurnRace();
        race.Add([A], TurnTransport.Udp, "h");
        Assert.True(race.TryTakeNext(Begin, out var target));
        Assert.False(race.TryRedirect(target, A));
        for (ushort i = 1; i <= 3; i++)
        {
            Assert.True(race.TryRedirect(target, B.WithPort(i)));
            Assert.True(race.TryTakeNext(Begin, out target));
            Assert.Equal(B.WithPort(i), target.Address);
        }

        Assert.False(race.TryRedirect(target, B.WithPort(9)));
    }

    [Fact]
    public void Addresses_by_the_hundred_are_cut_short()
    {
        var race = new TurnRace();
        race.Add([.. Enumerable.Range(1, 500).Select(port => A.WithPort((ushort)port))], TurnTransport.Udp, "h");
        Assert.Equal(32, Run(race).Count);
    }

    private static List<(int At, TurnTarget Target)> Run(TurnRace race)
    {
        var starts = new List<(int, TurnTarget)>();
        var now = Begin;
        while (!race.IsExhausted)
        {
            now = Instant.Max(now, race.NextAt);
            Assert.True(race.TryTakeNext(now, out var target));
            starts.Add(((int)(now - Begin).TotalMilliseconds, target));
        }

        return starts;
    }
}

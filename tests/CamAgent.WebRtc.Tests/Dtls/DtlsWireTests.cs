using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsWireTests
{
    private const uint Hour = 3_600_000_000;

    [Fact]
    public void A_new_flight_goes_out_at_once_and_its_repetitions_wait()
    {
        var wire = new DtlsWire(Identities.Camera.Fingerprint, 1200);

        var duration = wire.NextTimer(0);
        wire.Write([1]);
        while (duration < Hour)
        {
            duration = wire.NextTimer(duration);
            wire.Write([2]);
        }

        Assert.Equal([1], Drain(wire.Transmit));
        Assert.Equal(FlightRetransmissions.Maximum, wire.Retransmissions.Made);
        Assert.True(wire.Retransmissions.TryMoveNext(wire.Transmit));
        Assert.Equal([2], Drain(wire.Transmit));
    }

    [Fact]
    public void A_wall_clock_that_jumps_does_not_put_a_flight_on_the_wire()
    {
        var wire = new DtlsWire(Identities.Camera.Fingerprint, 1200);
        for (var duration = wire.NextTimer(0); duration < Hour; duration = wire.NextTimer(duration))
        {
        }

        Assert.Equal(Hour, wire.NextTimer(Hour));
        wire.Write([3]);

        Assert.True(wire.Transmit.IsEmpty);
    }

    [Fact]
    public void What_is_written_after_a_read_is_for_the_wire()
    {
        var wire = new DtlsWire(Identities.Camera.Fingerprint, 1200);
        _ = wire.NextTimer(wire.NextTimer(0));

        Assert.Equal(0, wire.Read(new byte[10]));
        wire.Write([4]);

        Assert.Equal([4], Drain(wire.Transmit));
    }

    [Fact]
    public void The_next_flight_forgets_the_repetitions_of_the_last()
    {
        var wire = new DtlsWire(Identities.Camera.Fingerprint, 1200);
        _ = wire.NextTimer(wire.NextTimer(0));
        wire.Write([5]);

        _ = wire.NextTimer(0);

        Assert.False(wire.Retransmissions.TryMoveNext(wire.Transmit));
        Assert.Equal(2, wire.Flights);
    }

    private static byte[] Drain(DatagramQueue queue)
    {
        var all = new List<byte>();
        while (queue.TryDequeue(out var datagram))
            all.AddRange(datagram);
        return [.. all];
    }
}

using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

public sealed class TurnStreamReaderTests
{
    private static readonly byte[] Channel = [0x40, 0, 0, 5, 1, 2, 3, 4, 5];
    private static readonly byte[] ChannelOnTheWire = [.. Channel, 0, 0, 0];
    private static readonly byte[] Indication = SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, [1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_come_out_whole_however_the_stream_is_cut(int piece)
    {
        var reader = new TurnStreamReader();
        var messages = new List<byte[]>();
        byte[] stream = [.. ChannelOnTheWire, .. Indication, .. ChannelOnTheWire, .. ChannelOnTheWire, .. Indication];
        Feed(reader, stream, piece, messages);
        Assert.Equal([Channel, Indication, Channel, Channel, Indication], messages);
    }

    [Fact]
    public void A_message_that_is_too_long_is_passed_over()
    {
        var reader = new TurnStreamReader();
        var messages = new List<byte[]>();
        byte[] stream = [0x40, 1, 0xFF, 0xFE, .. new byte[0x10000 - 4 + 2 + 2], .. ChannelOnTheWire];
        Feed(reader, stream[..(4 + 0x10000)], 5000, messages);
        Feed(reader, ChannelOnTheWire, 5000, messages);
        Assert.Equal([Channel], messages);
        Assert.Equal(1, reader.Oversized);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FF00000000")]
    [InlineData("0101000000000000000000000000000000000000")]
    public void What_is_neither_breaks_the_stream(string bytes)
    {
        var reader = new TurnStreamReader();
        Feed(reader, Convert.FromHexString(bytes), 100, []);
        Assert.True(reader.IsBroken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_reader_withstands_any_stream(int seed)
    {
        var random = new Random(seed);
        Fuzz.Bytes(seed, 5_000, 600, [ChannelOnTheWire, Indication, [.. ChannelOnTheWire, .. Indication]], input =>
        {
            var reader = new TurnStreamReader();
            Feed(reader, [.. input, .. input], 1 + random.Next(200), []);
        });
    }

    private static void Feed(TurnStreamReader reader, byte[] stream, int piece, List<byte[]> messages)
    {
        for (var at = 0; at < stream.Length;)
        {
            var free = reader.Free;
            Assert.True(free.Length > 0 || reader.IsBroken, "No room is left.");
            if (reader.IsBroken)
                return;
            var count = Math.Min(Math.Min(piece, stream.Length - at), free.Length);
            stream.AsSpan(at, count).CopyTo(free.Span);
            reader.Advance(count);
            at += count;
            while (reader.TryRead(out var message))
                messages.Add(message.ToArray());
        }
    }
}

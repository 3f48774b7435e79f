using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class HeaderExtensionTests
{
    [Fact]
    public void The_one_byte_form_counts_its_length_from_one()
    {
        var bytes = new byte[32];
        var writer = new HeaderExtensionWriter(bytes, twoByte: false);
        writer.Add(4, "0"u8);
        writer.Add(3, [0x00, 0xA0, 0x64]);
        Assert.Equal(12, writer.Finish());
        Assert.Equal("BEDE000240303200A0640000", Convert.ToHexString(bytes.AsSpan(0, 12)));
    }

    [Fact]
    public void The_two_byte_form_carries_ids_above_14_and_long_values()
    {
        var bytes = new byte[64];
        var writer = new HeaderExtensionWriter(bytes, twoByte: true);
        writer.Add(200, new byte[20]);
        writer.Add(15, "x"u8);
        var length = writer.Finish();
        Assert.Equal("1000", Convert.ToHexString(bytes.AsSpan(0, 2)));
        Assert.Equal(0, length % 4);
        var reader = new HeaderExtensionReader(0x1000, bytes.AsSpan(4, length - 4));
        Assert.True(reader.TryRead(out var id, out var value));
        Assert.Equal((200, 20), (id, value.Length));
        Assert.True(reader.TryRead(out id, out value));
        Assert.Equal((15, 1), (id, value.Length));
        Assert.False(reader.TryRead(out _, out _));
    }

    [Fact]
    public void Nothing_added_takes_no_space()
    {
        var writer = new HeaderExtensionWriter(new byte[16], twoByte: false);
        Assert.Equal(0, writer.Finish());
    }

    [Fact]
    public void Padding_between_elements_is_passed_over()
    {
        var reader = new HeaderExtensionReader(0xBEDE, Convert.FromHexString("00104100002042FF"));
        Assert.True(reader.TryRead(out var id, out var value));
        Assert.Equal((1, 0x41), (id, value[0]));
        Assert.True(reader.TryRead(out id, out value));
        Assert.Equal((2, 0x42), (id, value[0]));
    }

    [Fact]
    public void Id_15_ends_a_one_byte_extension()
    {
        var reader = new HeaderExtensionReader(0xBEDE, Convert.FromHexString("F0411042"));
        Assert.False(reader.TryRead(out _, out _));
        Assert.False(reader.TryRead(out _, out _));
    }

    [Fact]
    public void An_element_longer_than_its_extension_is_not_given()
    {
        var reader = new HeaderExtensionReader(0xBEDE, Convert.FromHexString("1F414243"));
        Assert.False(reader.TryRead(out _, out _));
    }

    [Fact]
    public void Playout_delay_of_100_and_1000_ms_is_00_A0_64()
    {
        var bytes = new byte[PlayoutDelay.Size];
        var delay = new PlayoutDelay(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1000));
        delay.Write(bytes);
        // 10 and 100 steps of 10 ms: 0x00A, 0x064.
        Assert.Equal("00A064", Convert.ToHexString(bytes));
        Assert.True(PlayoutDelay.TryRead(bytes, out var read));
        Assert.Equal(delay, read);
    }

    [Fact]
    public void A_playout_delay_out_of_range_becomes_the_nearest_in_range()
    {
        var bytes = new byte[PlayoutDelay.Size];
        new PlayoutDelay(TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(5)).Write(bytes);
        Assert.Equal("000FFF", Convert.ToHexString(bytes));
    }

    [Fact]
    public void Only_an_id_above_14_needs_the_two_byte_form()
    {
        var ids = default(HeaderExtensions).With(HeaderExtensions.MidUri, 14);
        Assert.False(ids.NeedTwoByteForm);
        Assert.True(ids.With(HeaderExtensions.PlayoutDelayUri, 16).NeedTwoByteForm);
        Assert.Equal(ids, ids.With("urn:unknown", 3));
    }

    [Fact]
    public void The_largest_payload_fits_the_datagram_with_all_that_is_added() =>
        Assert.True(PayloadBudget.Default + PayloadBudget.MaximumHeaderSize + 16 + 4 + 2 <= PayloadBudget.DatagramSize);
}

using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Mdns;

namespace CamAgent.WebRtc.Tests.Mdns;

public sealed class MdnsMessageTests
{
    private const string Name = MdnsMessages.Name;

    [Fact]
    public void A_query_asks_for_both_families_and_names_the_name_once()
    {
        var buffer = new byte[MdnsQuery.MaximumSize];
        var length = MdnsQuery.Write(buffer, "ab.local", unicastResponse: true);
        Assert.Equal("000000000002000000000000" + "0261620" + "56C6F63616C00" + "00018001" + "C00C" + "001C8001", Convert.ToHexString(buffer, 0, length));
        length = MdnsQuery.Write(buffer, "ab.local", unicastResponse: false);
        Assert.EndsWith("00010001C00C001C0001", Convert.ToHexString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_name_fits_the_stated_size()
    {
        var label = new string('a', 63);
        var name = $"{label}.{label}.{label}.{new string('a', 253 - (3 * 64) - 6)}.local";
        Assert.Equal(253, name.Length);
        Assert.True(DnsName.IsLocal(name));
        Assert.Equal(MdnsQuery.MaximumSize, MdnsQuery.Write(new byte[MdnsQuery.MaximumSize], name, unicastResponse: true));
    }

    [Fact]
    public void An_address_record_is_read_whatever_the_case_of_its_name()
    {
        var record = ReadFirst(MdnsMessages.Response(Name.ToUpperInvariant(), MdnsMessages.IPv4), Name);
        Assert.Equal("192.0.2.7:0", record);
        Assert.Equal("[2001:db8::7]:0", ReadFirst(MdnsMessages.Response(Name, MdnsMessages.IPv6), Name));
        Assert.Null(ReadFirst(MdnsMessages.Response("other.local", MdnsMessages.IPv4), Name));
    }

    [Fact]
    public void Compressed_names_questions_and_other_records_are_passed_over()
    {
        byte[] message =
        [
            .. MdnsMessages.Header(0x8400, 1, 2),
            .. MdnsMessages.WireName(Name), 0, 1, 0, 1,
            .. MdnsMessages.Record([0xC0, 12], [1, 2, 3], type: 47),
            .. MdnsMessages.Record([0xC0, 12], MdnsMessages.IPv4),
        ];
        Assert.Equal("192.0.2.7:0", ReadFirst(message, Name));
    }

    [Theory]
    [InlineData("C00C")]
    [InlineData("C00E")]
    [InlineData("0161C00C")]
    [InlineData("C0FF")]
    [InlineData("FFFF")]
    public void A_pointer_that_leads_in_circles_or_out_of_the_message_names_nothing(string wireName)
    {
        byte[] message = [.. MdnsMessages.Header(0x8400, 0, 1), .. MdnsMessages.Record(Convert.FromHexString(wireName), MdnsMessages.IPv4)];
        Assert.Null(ReadFirst(message, Name));
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x8403)]
    [InlineData(0x8C00)]
    public void Queries_errors_and_other_operations_are_no_responses(int flags)
    {
        byte[] message = [.. MdnsMessages.Header((ushort)flags, 0, 1), .. MdnsMessages.Record(MdnsMessages.WireName(Name), MdnsMessages.IPv4)];
        Assert.False(MdnsResponse.TryParse(message, out _));
    }

    [Fact]
    public void A_response_cut_anywhere_gives_nothing()
    {
        var message = MdnsMessages.Response(Name, MdnsMessages.IPv4);
        for (var length = 0; length < message.Length; length++)
            Assert.Null(ReadFirst(message[..length], Name));
    }

    [Theory]
    [InlineData("camera.local", true)]
    [InlineData("0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.LOCAL", true)]
    [InlineData("local", false)]
    [InlineData(".local", false)]
    [InlineData("a..local", false)]
    [InlineData("a.local.", false)]
    [InlineData("a b.local", false)]
    [InlineData("example.org", false)]
    [InlineData("xlocal", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.local", false)]
    public void Only_sane_names_below_local_are_asked_for(string name, bool expected) => Assert.Equal(expected, DnsName.IsLocal(name));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_message_can_be_read_without_an_exception_or_a_large_allocation(int seed)
    {
        byte[] compressed =
        [
            .. MdnsMessages.Header(0x8400, 1, 3),
            .. MdnsMessages.WireName(Name), 0, 1, 0, 1,
            .. MdnsMessages.Record([0xC0, 12], MdnsMessages.IPv4),
            .. MdnsMessages.Record([3, 97, 98, 99, 0xC0, 12], MdnsMessages.IPv6),
            .. MdnsMessages.Record([0xC0, 49], [1]),
        ];
        byte[][] corpus = [compressed, MdnsMessages.Response(Name, MdnsMessages.IPv4), MdnsMessages.Response(Name, MdnsMessages.IPv6)];
        Fuzz.Bytes(seed, 20_000, 512, corpus, input =>
        {
            if (input.Length > 2)
                input[2] |= 0x80;
            _ = ReadFirst(input, Name);
        }, maximumAllocationFactor: 2);
    }

    private static string? ReadFirst(byte[] message, string name)
    {
        if (!MdnsResponse.TryParse(message, out var response))
            return null;
        while (response.TryReadNext(out var record))
        {
            if (record.IsFor(name))
                return record.Address.ToString();
        }

        return null;
    }
}

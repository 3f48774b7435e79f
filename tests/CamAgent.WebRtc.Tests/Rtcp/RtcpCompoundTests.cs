using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtcp;

public sealed class RtcpCompoundTests
{
    private static readonly Ssrc Local = new(0x11111111);
    private static readonly Ssrc Remote = new(0x22222222);
    private static readonly ReportBlock Block = new()
    {
        Ssrc = Remote,
        FractionLost = 64,
        CumulativeLost = -3,
        ExtendedHighestSequence = 0x0002_FFFE,
        Jitter = 450,
        LastSenderReport = 0x12345678,
        DelaySinceLastSenderReport = 65536,
    };

    private delegate void Write(ref RtcpCompoundWriter writer);

    [Fact]
    public void A_sender_report_is_laid_out_as_RFC_3550_draws_it()
    {
        var bytes = Compound((ref RtcpCompoundWriter writer) =>
            Assert.True(writer.TryWriteSenderReport(Local, new NtpTimestamp(0x0102030405060708), new RtpTimestamp(0x090A0B0C), 5, 6)));
        Assert.Equal("80C80006" + "11111111" + "0102030405060708" + "090A0B0C" + "00000005" + "00000006", Convert.ToHexString(bytes));
    }

    [Fact]
    public void Reports_with_their_blocks_come_back()
    {
        var bytes = Compound((ref RtcpCompoundWriter writer) =>
        {
            Assert.True(writer.TryWriteSenderReport(Local, new NtpTimestamp(1), new RtpTimestamp(2), 3, 4, [Block]));
            Assert.True(writer.TryWriteReceiverReport(Local, [Block, Block with { CumulativeLost = 0x7F_FFFF }]));
        });
        var reader = new RtcpCompoundReader(bytes);
        Assert.True(reader.TryRead(out var packet));
        Assert.True(SenderReport.TryRead(packet, out var sent));
        Assert.Equal((Local, 1ul, 2u, 3u, 4u), (sent.Sender, sent.Ntp.Value, sent.Timestamp.Value, sent.Packets, sent.Octets));
        var blocks = sent.Blocks;
        Assert.True(blocks.TryRead(out var block));
        Assert.Equal(Block, block);
        Assert.False(blocks.TryRead(out _));

        Assert.True(reader.TryRead(out packet));
        Assert.True(ReceiverReport.TryRead(packet, out var received));
        blocks = received.Blocks;
        Assert.True(blocks.TryRead(out block));
        Assert.Equal(Block, block);
        Assert.True(blocks.TryRead(out block));
        Assert.Equal(0x7F_FFFF, block.CumulativeLost);
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    [InlineData("a-canonical-name-of-a-usual-length")]
    public void A_canonical_name_of_any_length_comes_back(string name)
    {
        var expected = System.Text.Encoding.UTF8.GetBytes(name);
        var bytes = Compound((ref RtcpCompoundWriter writer) =>
        {
            Assert.True(writer.TryWriteCanonicalName(Local, expected));
            Assert.True(writer.TryWriteGoodbye(Local));
        });
        var reader = new RtcpCompoundReader(bytes);
        Assert.True(reader.TryRead(out var packet));
        Assert.True(SourceDescription.TryRead(packet, out var description));
        Assert.True(description.TryReadChunk(out var source, out var read));
        Assert.Equal(Local, source);
        Assert.Equal(expected, read.ToArray());
        Assert.False(description.TryReadChunk(out _, out _));
        Assert.True(reader.TryRead(out packet));
        Assert.True(Goodbye.TryRead(packet, out var goodbye));
        Assert.True(goodbye.TryReadSource(out source));
        Assert.Equal(Local, source);
        Assert.False(goodbye.TryReadSource(out _));
    }

    [Fact]
    public void A_NACK_names_a_packet_and_the_sixteen_after_it()
    {
        ushort[] lost = [65530, 65531, 0, 10, 11, 500];
        var bytes = Compound((ref RtcpCompoundWriter writer) =>
        {
            Assert.True(writer.TryWriteNack(Local, Remote, Array.ConvertAll(lost, value => new SequenceNumber(value)), out var written));
            Assert.Equal(lost.Length, written);
        });
        // 65530 with 65531 (bit 0), 0 (bit 5) and 10 (bit 15); then 11; then 500.
        Assert.Equal("81CD0005" + "11111111" + "22222222" + "FFFA8021" + "000B0000" + "01F40000", Convert.ToHexString(bytes));
        Assert.Equal(lost, ReadNack(bytes));
    }

    [Fact]
    public void A_NACK_writes_as_many_as_fit()
    {
        var lost = Enumerable.Range(0, 100).Select(i => new SequenceNumber((ushort)(i * 20))).ToArray();
        var writer = new RtcpCompoundWriter(new byte[12 + (4 * 30)]);
        Assert.True(writer.TryWriteNack(Local, Remote, lost, out var written));
        Assert.Equal(30, written);
    }

    [Fact]
    public void Any_lost_packets_come_back_from_a_NACK()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var start = random.Next(65536);
            ushort[] lost = [.. Enumerable.Range(0, 200).Where(_ => random.Next(4) == 0).Select(i => (ushort)(start + i))];
            if (lost.Length == 0)
                continue;
            var bytes = Compound((ref RtcpCompoundWriter writer) => writer.TryWriteNack(Local, Remote, Array.ConvertAll(lost, value => new SequenceNumber(value)), out _));
            Assert.Equal(lost, ReadNack(bytes));
        }
    }

    [Fact]
    public void A_picture_loss_indication_names_its_source()
    {
        var bytes = Compound((ref RtcpCompoundWriter writer) => Assert.True(writer.TryWritePictureLossIndication(Local, Remote)));
        Assert.Equal("81CE0002" + "11111111" + "22222222", Convert.ToHexString(bytes));
        Assert.True(PictureLossIndication.TryRead(First(bytes), out var indication));
        Assert.Equal(new PictureLossIndication(Local, Remote), indication);
    }

    [Fact]
    public void A_full_intra_request_carries_its_source_and_count()
    {
        var bytes = Compound((ref RtcpCompoundWriter writer) => Assert.True(writer.TryWriteFullIntraRequest(Local, Remote, 9)));
        Assert.Equal("84CE0004" + "11111111" + "00000000" + "22222222" + "09000000", Convert.ToHexString(bytes));
        Assert.True(FullIntraRequest.TryRead(First(bytes), out var request));
        Assert.True(request.TryReadEntry(out var media, out var sequence));
        Assert.Equal((Remote, 9), (media, sequence));
    }

    [Theory]
    [InlineData("0109C400", 4L * 0x1C400)] // one source, exponent 2 in six bits, mantissa 0x1C400 in eighteen
    [InlineData("01000000", 0)]
    [InlineData("01FFFFFF", long.MaxValue)]
    public void A_bitrate_estimate_is_a_mantissa_and_an_exponent(string rate, long expected)
    {
        var bytes = Convert.FromHexString("8FCE0005" + "11111111" + "00000000" + "52454D42" + rate + "22222222");
        Assert.True(ReceiverEstimatedMaximumBitrate.TryRead(First(bytes), out var estimate));
        Assert.Equal(expected, estimate.BitsPerSecond);
    }

    [Fact]
    public void Types_that_mean_nothing_here_are_passed_over()
    {
        // Transport-wide feedback, application-defined, extended report, then a PLI.
        var bytes = Convert.FromHexString("8FCD0003000000010000000200000000" + "80CC000200000001" + "41424344" + "80CF000100000001" + "81CE00021111111122222222");
        var reader = new RtcpCompoundReader(bytes);
        var types = new List<int>();
        while (reader.TryRead(out var packet))
        {
            types.Add((int)packet.Type);
            Assert.False(GenericNack.TryRead(packet, out _));
        }

        Assert.Equal([205, 204, 207, 206], types);
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80C8")]
    [InlineData("80C80006")]
    [InlineData("00C90001111111112")]
    [InlineData("A0C9000211111111000000FF")]
    [InlineData("A0C9000211111111000000030000")]
    public void A_malformed_compound_is_known_as_one(string hex)
    {
        var reader = new RtcpCompoundReader(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex[..^1]));
        while (reader.TryRead(out _))
        {
        }

        Assert.True(reader.IsMalformed);
    }

    [Fact]
    public void Padding_of_the_last_packet_is_taken_off()
    {
        var bytes = Convert.FromHexString("A0C900021111111100000004");
        Assert.Equal(4, First(bytes).Body.Length);
    }

    [Fact]
    public void The_work_of_one_compound_is_bounded()
    {
        var many = Enumerable.Repeat(Convert.FromHexString("80CA0000"), 100).SelectMany(bytes => bytes).ToArray();
        var reader = new RtcpCompoundReader(many);
        var packets = 0;
        while (reader.TryRead(out _))
            packets++;
        Assert.Equal(RtcpCompoundReader.MaximumPackets, packets);
        Assert.True(reader.IsMalformed);
        Assert.True(new RtcpCompoundReader(new byte[RtcpCompoundReader.MaximumSize + 4]).IsMalformed);
    }

    [Fact]
    public void A_packet_that_does_not_fit_is_left_out()
    {
        var writer = new RtcpCompoundWriter(new byte[20]);
        Assert.False(writer.TryWriteSenderReport(Local, default, default, 0, 0));
        Assert.True(writer.TryWriteGoodbye(Local));
        Assert.False(writer.TryWriteNack(Local, Remote, [new SequenceNumber(1)], out _));
        Assert.Equal(8, writer.Length);
    }

    [Fact]
    public void No_compound_can_make_the_reader_fail()
    {
        byte[][] corpus =
        [
            Compound((ref RtcpCompoundWriter writer) =>
            {
                writer.TryWriteSenderReport(Local, default, default, 0, 0, [Block]);
                writer.TryWriteCanonicalName(Local, "name"u8);
                writer.TryWriteNack(Local, Remote, [new SequenceNumber(1), new SequenceNumber(4)], out _);
            }),
            Compound((ref RtcpCompoundWriter writer) =>
            {
                writer.TryWriteReceiverReport(Local, [Block]);
                writer.TryWritePictureLossIndication(Local, Remote);
                writer.TryWriteFullIntraRequest(Local, Remote, 1);
                writer.TryWriteGoodbye(Local);
            }),
            Convert.FromHexString("8FCE0005111111110000000052454D420109C40022222222"),
        ];
        Fuzz.Bytes(4585, 30_000, 1500, corpus, ReadAll, maximumAllocationFactor: 0);
    }

    private static void ReadAll(byte[] bytes)
    {
        var reader = new RtcpCompoundReader(bytes);
        while (reader.TryRead(out var packet))
        {
            if (SenderReport.TryRead(packet, out var sent))
                Drain(sent.Blocks);
            if (ReceiverReport.TryRead(packet, out var received))
                Drain(received.Blocks);
            if (SourceDescription.TryRead(packet, out var description))
            {
                while (description.TryReadChunk(out _, out _))
                {
                }
            }

            if (Goodbye.TryRead(packet, out var goodbye))
            {
                while (goodbye.TryReadSource(out _))
                {
                }
            }

            if (GenericNack.TryRead(packet, out var nack))
            {
                while (nack.TryReadLost(out _))
                {
                }
            }

            if (FullIntraRequest.TryRead(packet, out var request))
            {
                while (request.TryReadEntry(out _, out _))
                {
                }
            }

            _ = PictureLossIndication.TryRead(packet, out _);
            _ = ReceiverEstimatedMaximumBitrate.TryRead(packet, out _);
        }
    }

    private static void Drain(ReportBlockReader blocks)
    {
        while (blocks.TryRead(out _))
        {
        }
    }

    private static byte[] Compound(Write write)
    {
        var bytes = new byte[1500];
        var writer = new RtcpCompoundWriter(bytes);
        write(ref writer);
        return bytes[..writer.Length];
    }

    private static RtcpPacket First(byte[] bytes)
    {
        var reader = new RtcpCompoundReader(bytes);
        Assert.True(reader.TryRead(out var packet));
        return packet;
    }

    private static List<ushort> ReadNack(byte[] bytes)
    {
        Assert.True(GenericNack.TryRead(First(bytes), out var nack));
        Assert.Equal((Local, Remote), (nack.Sender, nack.Media));
        var lost = new List<ushort>();
        while (nack.TryReadLost(out var sequence))
            lost.Add(sequence.Value);
        return lost;
    }
}

using CamAgent.Hardware.H264;
using CamAgent.Tests.Shared;
using static CamAgent.Hardware.Tests.SyntheticStream;

namespace CamAgent.Hardware.Tests.H264;

public sealed class AccessUnitSplitterTests
{
    private readonly AccessUnitSplitter _splitter = new();
    private readonly List<(byte[] Bytes, long Timestamp)> _units = [];

    [Fact]
    public void A_unit_ends_where_the_next_begins()
    {
        var (first, second) = (KeyUnit(), DeltaUnit());
        Append([.. first, .. second]);
        Assert.Equal(first, Assert.Single(_units).Bytes);
        Append(DeltaUnit());
        Assert.Equal(second, _units[1].Bytes);
    }

    [Theory]
    [InlineData(NalUnitType.AccessUnitDelimiter)]
    [InlineData(NalUnitType.SequenceParameterSet)]
    [InlineData(NalUnitType.PictureParameterSet)]
    [InlineData(NalUnitType.SupplementalEnhancement)]
    public void After_the_slices_a_delimiter_a_parameter_set_or_SEI_begins_the_next(NalUnitType type)
    {
        Append([.. KeyUnit(), 0, 0, 0, 1, (byte)type, 0x80]);
        Assert.Equal(KeyUnit(), Assert.Single(_units).Bytes);
    }

    [Fact]
    public void Further_slices_of_a_picture_stay_with_it()
    {
        var unit = Unit(Delimiter, SequenceSet, PictureSet, Slice(true, 40), Slice(true, 40, firstMacroblock: 1800), Slice(true, 40, firstMacroblock: 2700));
        Append([.. unit, .. DeltaUnit()]);
        Assert.Equal(unit, Assert.Single(_units).Bytes);
    }

    [Fact]
    public void Filler_and_end_of_sequence_belong_to_the_picture_before()
    {
        var unit = Unit(Slice(true, 40), [12, 0xFF, 0x80], [10]);
        Append([.. unit, .. DeltaUnit(), .. DeltaUnit()]);
        Assert.Equal(unit, _units[0].Bytes);
        Assert.Equal(2, _units.Count);
    }

    [Fact]
    public void Bytes_before_the_first_start_code_are_dropped()
    {
        Append([1, 2, 3, 0, 0, .. KeyUnit(), .. DeltaUnit()]);
        Assert.Equal(KeyUnit(), Assert.Single(_units).Bytes);
    }

    [Fact]
    public void The_pieces_that_a_stream_comes_in_do_not_matter()
    {
        byte[] stream = [.. KeyUnit(), .. DeltaUnit(70, 1), .. Unit(Delimiter, Slice(false, 9)), .. KeyUnit(90, 3), .. DeltaUnit(seed: 4), .. DeltaUnit()];
        Append(stream);
        var whole = _units.Select(unit => unit.Bytes).ToList();
        for (var length = 1; length < 40; length++)
        {
            var splitter = new AccessUnitSplitter();
            var pieces = new List<byte[]>();
            for (var at = 0; at < stream.Length; at += length)
            {
                var piece = stream.AsSpan(at, Math.Min(length, stream.Length - at));
                Assert.Equal(SplitterFault.None, splitter.Append(piece, 0, (unit, _) => pieces.Add(unit.ToArray())));
            }


            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void A_unit_has_the_timestamp_of_the_piece_it_begins_in()
    {
        Append(KeyUnit().AsSpan(0, 50), 10);
        Append(KeyUnit().AsSpan(50), 11);
        Append(DeltaUnit(), 20);
        Append(DeltaUnit(), 30);
        Assert.Equal([10, 20], _units.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void A_flush_gives_the_pending_picture_without_waiting_for_the_next()
    {
        Append(KeyUnit(), 10);
        Assert.True(_splitter.HasPendingPicture);
        Flush();
        Assert.Equal(KeyUnit(), Assert.Single(_units).Bytes);
        Append(DeltaUnit(), 20);
        Flush();
        Append(DeltaUnit(), 30);
        Assert.Equal((2, 0), (_units.Count, _splitter.TornUnits));
        Assert.Equal((20, DeltaUnit().Length), (_units[1].Timestamp, _units[1].Bytes.Length));
    }

    [Fact]
    public void A_flush_without_a_picture_gives_nothing()
    {
        Append(Unit(Delimiter, SequenceSet, PictureSet));
        Flush();
        Assert.Empty(_units);
        Append([.. Unit(Slice(true, 20)), .. DeltaUnit()]);
        Assert.Equal(Unit(Delimiter, SequenceSet, PictureSet, Slice(true, 20)), _units[0].Bytes);
    }

    [Fact]
    public void A_picture_that_goes_on_after_a_flush_counts_as_torn_and_its_rest_is_dropped()
    {
        Append(KeyUnit().AsSpan(0, 100));
        Flush();
        Append([.. KeyUnit()[100..], .. DeltaUnit()]);
        Append(DeltaUnit(seed: 9));
        Assert.Equal(1, _splitter.TornUnits);
        Assert.Equal(DeltaUnit(), _units[1].Bytes);
    }

    [Fact]
    public void A_further_slice_after_a_flush_counts_as_torn()
    {
        Append(KeyUnit());
        Flush();
        Append(Unit(Slice(true, 40, firstMacroblock: 1800)));
        Assert.Equal(1, _splitter.TornUnits);
    }

    [Fact]
    public void A_start_code_at_the_end_of_a_flush_stays_for_the_next_unit()
    {
        var next = DeltaUnit();
        Append([.. KeyUnit(), .. next[..4]]);
        Flush();
        Append([.. next[4..], .. DeltaUnit()]);
        Assert.Equal(0, _splitter.TornUnits);
        Assert.Equal(KeyUnit(), _units[0].Bytes);
        Assert.Equal(next, _units[1].Bytes);
    }

    [Fact]
    public void Much_without_a_start_code_is_no_stream()
    {
        var text = new byte[40_000];
        Array.Fill(text, (byte)'x');
        Append(text);
        Assert.Equal(SplitterFault.NoStartCode, _splitter.Append(text, 0, Collect));
    }

    [Fact]
    public void A_forbidden_bit_is_no_stream() => Assert.Equal(SplitterFault.InvalidNalUnit, _splitter.Append([0, 0, 1, 0xFF, 0xD8, 0xFF], 0, Collect));

    [Fact]
    public void A_picture_without_end_is_a_fault_and_memory_stays_bounded()
    {
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)0x55);
        var fault = _splitter.Append(KeyUnit(), 0, Collect);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100 && fault == SplitterFault.None; i++)
            fault = _splitter.Append(piece, 0, Collect);
        Assert.Equal(SplitterFault.AccessUnitTooLong, fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * AccessUnitSplitter.MaximumLength);
    }

    [Fact]
    public void Once_warm_nothing_is_allocated()
    {
        byte[] stream = [.. KeyUnit(30_000), .. DeltaUnit(3000), .. DeltaUnit(3000)];
        AccessUnitSplitter.UnitHandler ignore = (_, _) => { };
        _splitter.Append(stream, 0, ignore);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            _splitter.Append(stream, 0, ignore);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Any_bytes_in_any_pieces_with_flushes_in_between_give_units_that_begin_with_a_start_code()
    {
        byte[][] corpus = [[.. KeyUnit(60), .. DeltaUnit(), .. DeltaUnit()], Unit(Delimiter, Slice(true, 5)), [0, 0, 0, 1], [0, 0, 1, 0x41, 0x9A, 0, 0, 0]];
        var random = new Random(4);
        Fuzz.Bytes(
            4,
            4000,
            400,
            corpus,
            bytes =>
            {
                var splitter = new AccessUnitSplitter();
                AccessUnitSplitter.UnitHandler check = (unit, _) => Assert.Equal(1, unit.TrimStart((byte)0)[0]);
                for (var at = 0; at < bytes.Length;)
                {
                    var length = Math.Min(random.Next(1, 60), bytes.Length - at);
                    if (splitter.Append(bytes.AsSpan(at, length), 0, check) != SplitterFault.None)
                        return;
                    at += length;
                    if (random.Next(4) == 0)
                        splitter.Flush(check);
                }
            });
    }

    private void Append(ReadOnlySpan<byte> bytes, long timestamp = 0) => Assert.Equal(SplitterFault.None, _splitter.Append(bytes, timestamp, Collect));

    private void Flush() => _splitter.Flush(Collect);

    private void Collect(ReadOnlySpan<byte> unit, long timestamp) => _units.Add((unit.ToArray(), timestamp));
}

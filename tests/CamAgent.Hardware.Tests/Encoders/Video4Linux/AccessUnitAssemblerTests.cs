using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.H264;
using CamAgent.Tests.Shared;
using static CamAgent.Hardware.Tests.SyntheticStream;

namespace CamAgent.Hardware.Tests.Encoders.Video4Linux;

public sealed class AccessUnitAssemblerTests
{
    private readonly AccessUnitAssembler _assembler = new();
    private readonly List<(byte[] Bytes, long Timestamp)> _units = [];

    [Fact]
    public void A_buffer_with_a_picture_is_an_access_unit_at_once()
    {
        Append(KeyUnit(), 10);
        Append(DeltaUnit(), 20);
        Assert.Equal([(10, KeyUnit().Length), (20, DeltaUnit().Length)], _units.Select(unit => ((int)unit.Timestamp, unit.Bytes.Length)));
    }

    [Fact]
    public void Parameter_sets_in_a_buffer_of_their_own_go_before_the_next_picture()
    {
        Append(Unit(SequenceSet, PictureSet), 0);
        Assert.Empty(_units);
        Append(Unit(Slice(idr: true, 200)), 10);
        Assert.Equal(KeyUnit(), _units[0].Bytes);
        Assert.Equal(10, _units[0].Timestamp);
    }

    [Fact]
    public void A_picture_that_fills_its_buffer_goes_on_in_the_next()
    {
        var unit = KeyUnit(1000);
        Append(unit.AsSpan(0, 512), 10, fillsBuffer: true);
        Append(unit.AsSpan(512, 400), 10, fillsBuffer: true);
        Assert.Empty(_units);
        Append(unit.AsSpan(912), 10);
        Append(DeltaUnit(), 20);
        Assert.Equal(unit, _units[0].Bytes);
        Assert.Equal((2, 0), (_units.Count, _assembler.TornPictures));
    }

    [Fact]
    public void A_picture_that_fills_its_buffer_exactly_is_complete_when_another_begins()
    {
        Append(KeyUnit(), 10, fillsBuffer: true);
        Append(DeltaUnit(), 20);
        Assert.Equal([10L, 20L], _units.Select(unit => unit.Timestamp));
        Assert.Equal(KeyUnit(), _units[0].Bytes);
    }

    [Fact]
    public void An_encoder_that_gives_slices_one_by_one_loses_one_picture_and_then_none()
    {
        byte[] Part(int picture, int number) => Unit(Slice(idr: false, 60, (uint)(number * 100), seed: (10 * picture) + number));
        for (var picture = 0; picture < 4; picture++)
        {
            for (var slice = 0; slice < 3; slice++)
                Append(Part(picture, slice), 10 * picture);
        }

        Assert.Equal([0L, 10L, 20L], _units.Select(unit => unit.Timestamp));
        Assert.Equal((byte[])[.. Part(2, 0), .. Part(2, 1), .. Part(2, 2)], _units[2].Bytes);
        Assert.Equal(2, _assembler.TornPictures);
        _assembler.Flush(Collect);
        Assert.Equal(30L, _units[^1].Timestamp);
    }

    [Fact]
    public void Two_pictures_with_the_same_timestamp_are_two_access_units()
    {
        Append(KeyUnit(), 0);
        Append(DeltaUnit(), 0);
        Assert.Equal((2, 0), (_units.Count, _assembler.TornPictures));
    }

    [Fact]
    public void Noise_is_left_out_and_does_not_stick_to_the_next_picture()
    {
        Append(KeyUnit(), 0);
        Append([9, 8, 7, 6, 5, 4, 3, 2, 1], 10);
        Append(DeltaUnit(), 20);
        Assert.Equal([0L, 20L], _units.Select(unit => unit.Timestamp));
        Assert.Equal((DeltaUnit().Length, 1), (_units[1].Bytes.Length, _assembler.TornPictures));
    }

    [Fact]
    public void An_empty_buffer_is_nothing()
    {
        Append([], 10);
        _assembler.Flush(Collect);
        Assert.Empty(_units);
    }

    [Fact]
    public void A_picture_without_end_is_left_out_and_memory_stays_bounded()
    {
        Append(KeyUnit(), 10, fillsBuffer: true);
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)0x55);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            Append(piece, 10, fillsBuffer: true);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * AccessUnitSplitter.MaximumLength);
        Append(DeltaUnit(), 20);
        Assert.Equal((1, 1), (_units.Count, _assembler.TornPictures));
        Assert.Equal(20L, _units[0].Timestamp);
    }

    [Fact]
    public void Any_buffers_give_units_or_nothing() => Fuzz.Bytes(
        7,
        4000,
        400,
        [KeyUnit(40), DeltaUnit(), Unit(SequenceSet, PictureSet), [0, 0, 0, 1], [1, 2, 3]],
        bytes =>
        {
            var assembler = new AccessUnitAssembler();
            for (var at = 0; at < bytes.Length; at += 40)
                assembler.Append(bytes.AsSpan(at, Math.Min(40, bytes.Length - at)), at / 120, (at & 8) != 0, (unit, _) => Assert.False(unit.IsEmpty));
        });

    private void Append(ReadOnlySpan<byte> bytes, long timestamp, bool fillsBuffer = false) => _assembler.Append(bytes, timestamp, fillsBuffer, Collect);

    private void Collect(ReadOnlySpan<byte> unit, long timestamp) => _units.Add((unit.ToArray(), timestamp));
}

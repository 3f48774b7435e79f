using CamAgent.Hardware.Video4Linux.Uvc;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.Video4Linux.Uvc;

public sealed class UsbDescriptorsTests
{
    private static readonly byte[] Guid = Convert.FromHexString("41769EA204DEE3478B2BF4341AFF003B");

    [Fact]
    public void The_unit_of_the_cameras_own_interface_is_found()
    {
        Assert.True(UsbDescriptors.TryFindExtensionUnit(Device(), 2, Guid, out var unit));
        Assert.Equal(9, unit);
        Assert.True(UsbDescriptors.TryFindExtensionUnit(Device(), 0, Guid, out unit));
        Assert.Equal(4, unit);
    }

    [Fact]
    public void A_unit_with_another_GUID_is_not_it()
    {
        byte[] other = [.. Guid];
        other[15]++;

        Assert.False(UsbDescriptors.TryFindExtensionUnit(Device(), 0, other, out _));
        Assert.False(UsbDescriptors.TryFindExtensionUnit(Device(), 1, Guid, out _));
    }

    [Fact]
    public void Any_bytes_do_no_harm() =>
        Fuzz.Bytes(seed: 11, rounds: 20_000, maximumLength: 300, [Device()], static input => _ = UsbDescriptors.TryFindExtensionUnit(input, 0, Guid, out _), 0);

    /// <summary>Two cameras in one device.</summary>
    internal static byte[] Device() =>
    [
        18, 1, 0, 2, 0xEF, 2, 1, 64, 0x6B, 0x1D, 2, 1, 0, 1, 1, 2, 3, 1,
        9, 2, 0, 0, 4, 1, 0, 0x80, 250,
        9, 4, 0, 0, 0, 14, 1, 0, 0,
        .. Unit(3, [.. Enumerable.Repeat((byte)7, 16)]),
        .. Unit(4, Guid),
        9, 4, 1, 0, 1, 14, 2, 0, 0,
        9, 4, 2, 0, 0, 14, 1, 0, 0,
        .. Unit(9, Guid),
    ];

    private static byte[] Unit(byte id, byte[] guid) => [27, 0x24, 6, id, .. guid, 2, 1, 1, 2, 0, 0x21, 0];
}

using System.Buffers.Binary;
using System.Globalization;

namespace CamAgent.Hardware.Video4Linux.Uvc;

/// <summary>The encoder inside a USB camera, where it can be told something while it runs: the extension unit of "USB Video Payload: H.264",
/// §3.3.</summary>
/// <remarks>uvcvideo has no V4L2 controls for it.</remarks>
internal sealed class UvcEncoderUnit
{
    private const byte SetCurrent = 0x01;
    private const byte GetLength = 0x85;
    private const byte PictureTypeControl = 0x09;
    private const byte BitrateLayers = 0x0E;

    /// <summary>wPicType: an IDR picture with new SPS and PPS.</summary>
    private const ushort KeyFrameWithParameterSets = 2;

    /// <summary>Of a device and a configuration, whose length has two bytes.</summary>
    private const int LongestDescriptors = 18 + ushort.MaxValue;

    private readonly VideoDevice _device;
    private readonly byte _unit;

    private UvcEncoderUnit(VideoDevice device, byte unit)
    {
        _device = device;
        _unit = unit;
        HasKeyFrame = Has(PictureTypeControl, length: 4);
        HasBitrate = Has(BitrateLayers, length: 10);
    }

    public bool HasKeyFrame { get; }

    public bool HasBitrate { get; }

    /// <summary>{A29E7641-DE04-47E3-8B2B-F4341AFF003B}, its first three parts little-endian.</summary>
    private static ReadOnlySpan<byte> Guid => [0x41, 0x76, 0x9E, 0xA2, 0x04, 0xDE, 0xE3, 0x47, 0x8B, 0x2B, 0xF4, 0x34, 0x1A, 0xFF, 0x00, 0x3B];

    /// <param name="classes">/sys/class/video4linux.</param>
    /// <returns>Null where the camera has none.</returns>
    public static UvcEncoderUnit? TryFind(VideoDevice device, string classes)
    {
        try
        {
            // Links all the way: the node of its class, then its device, which is a USB interface. The device that has descriptors is the parent.
            var node = VideoDevices.Resolve(Path.Combine(classes, Path.GetFileName(VideoDevices.Resolve(device.Path))));
            var control = VideoDevices.Resolve(Path.Combine(node, "device"));
            var number = byte.Parse(File.ReadAllText(Path.Combine(control, "bInterfaceNumber")).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // sysfs says a length that the file does not have.
            using var file = File.OpenRead(Path.Combine(control, "..", "descriptors"));
            var descriptors = new byte[LongestDescriptors];
            var length = file.ReadAtLeast(descriptors, descriptors.Length, throwOnEndOfStream: false);
            return UsbDescriptors.TryFindExtensionUnit(descriptors.AsSpan(0, length), number, Guid, out var unit) ? new(device, unit) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            // No USB camera, or one that is just going away.
            return null;
        }
    }

    /// <returns>False where the camera refuses.</returns>
    public bool TryRequestKeyFrame()
    {
        // struct: wLayerID (0, all of a plain stream), wPicType.
        Span<byte> data = stackalloc byte[4];
        data.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(data[2..], KeyFrameWithParameterSets);
        return _device.QueryExtensionUnit(_unit, PictureTypeControl, SetCurrent, data) == 0;
    }

    /// <returns>False where the camera refuses.</returns>
    public bool TrySetBitrate(int bitsPerSecond)
    {
        // struct: wLayerID, dwPeakBitrate, dwAverageBitrate.
        Span<byte> data = stackalloc byte[10];
        data.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(data[2..], bitsPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(data[6..], bitsPerSecond);
        return _device.QueryExtensionUnit(_unit, BitrateLayers, SetCurrent, data) == 0;
    }

    /// <summary>A control of another length is another control: cameras put their own under the same numbers.</summary>
    private bool Has(byte selector, int length)
    {
        Span<byte> answer = stackalloc byte[2];
        answer.Clear();
        return _device.QueryExtensionUnit(_unit, selector, GetLength, answer) == 0 && BinaryPrimitives.ReadUInt16LittleEndian(answer) == length;
    }
}

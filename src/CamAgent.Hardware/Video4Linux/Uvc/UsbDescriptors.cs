namespace CamAgent.Hardware.Video4Linux.Uvc;

/// <summary>A USB device's descriptors, as sysfs gives them (the file <c>descriptors</c>).</summary>
internal static class UsbDescriptors
{
    private const byte Interface = 0x04;
    private const byte ClassSpecificInterface = 0x24;
    private const byte ExtensionUnit = 0x06;

    /// <summary>Finds the extension unit (UVC 1.5 §3.7.2.7) with a GUID.</summary>
    /// <param name="interfaceNumber">Of the camera's control interface: a device may hold two cameras.</param>
    /// <param name="guid">Its 16 bytes as they are transmitted.</param>
    public static bool TryFindExtensionUnit(ReadOnlySpan<byte> descriptors, byte interfaceNumber, ReadOnlySpan<byte> guid, out byte unit)
    {
        var isWithin = false;
        while (descriptors.Length >= 2 && descriptors[0] >= 2 && descriptors[0] <= descriptors.Length)
        {
            var descriptor = descriptors[..descriptors[0]];
            if (descriptor[1] == Interface)
                isWithin = descriptor.Length >= 3 && descriptor[2] == interfaceNumber;
            if (isWithin && descriptor is [_, ClassSpecificInterface, ExtensionUnit, _, ..] && descriptor.Length >= 20 && descriptor.Slice(4, 16).SequenceEqual(guid))
            {
                unit = descriptor[3];
                return true;
            }

            descriptors = descriptors[descriptor.Length..];
        }

        unit = 0;
        return false;
    }
}

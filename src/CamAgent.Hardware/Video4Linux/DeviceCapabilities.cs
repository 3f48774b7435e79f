using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>What a node is (struct v4l2_capability).</summary>
/// <param name="Driver"><c>uvcvideo</c>, <c>bcm2835-codec</c>.</param>
/// <param name="Card">The device's name for people.</param>
/// <param name="BusInformation">Where it is plugged in: <c>usb-0000:01:00.0-1.2</c>, <c>platform:bcm2835-codec</c>.</param>
public sealed record DeviceCapabilities(string Driver, string Card, string BusInformation, uint Flags)
{
    private const uint VideoCapture = 0x1;
    private const uint VideoOutput = 0x2;
    private const uint VideoCaptureMplane = 0x1000;
    private const uint VideoOutputMplane = 0x2000;
    private const uint VideoM2MMplane = 0x4000;
    private const uint VideoM2M = 0x8000;
    private const uint StreamingIo = 0x400_0000;
    private const uint MediaController = 0x2000_0000;
    private const uint HasDeviceCapabilities = 0x8000_0000;

    /// <summary>A camera, or another source of pictures: something that captures and takes nothing in.</summary>
    public bool IsCapture => Has(VideoCapture | VideoCaptureMplane) && !Has(VideoOutput | VideoOutputMplane) && !IsMemoryToMemory;

    /// <summary>A display, or another sink of pictures.</summary>
    public bool IsOutput => Has(VideoOutput | VideoOutputMplane) && !Has(VideoCapture | VideoCaptureMplane) && !IsMemoryToMemory;

    /// <summary>Pictures go in and others come out: an encoder, a decoder, a scaler. Older drivers say so by having both directions.</summary>
    public bool IsMemoryToMemory => Has(VideoM2M | VideoM2MMplane) || (Has(VideoCapture | VideoCaptureMplane) && Has(VideoOutput | VideoOutputMplane));

    public bool IsMultiplanar => Has(VideoCaptureMplane | VideoOutputMplane | VideoM2MMplane);

    /// <summary>Buffers can be mapped and passed on; without it there is only read().</summary>
    public bool CanStream => Has(StreamingIo);

    /// <summary>A part of a camera whose other parts (sensor, image processor) somebody must set up first: libcamera does (V4L2_CAP_IO_MC).</summary>
    public bool IsMediaCentric => Has(MediaController);

    public BufferType CaptureType => IsMultiplanar ? BufferType.VideoCaptureMultiplanar : BufferType.VideoCapture;

    public BufferType OutputType => IsMultiplanar ? BufferType.VideoOutputMultiplanar : BufferType.VideoOutput;

    internal static DeviceCapabilities Read(in CapabilityStructure capability) => new(
        capability.Driver,
        capability.Card,
        capability.BusInformation,
        (capability.Capabilities & HasDeviceCapabilities) != 0 ? capability.DeviceCapabilities : capability.Capabilities);

    private bool Has(uint flags) => (Flags & flags) != 0;
}

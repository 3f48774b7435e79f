using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_format with v4l2_pix_format or v4l2_pix_format_mplane in it, by the type.</summary>
internal readonly ref struct FormatStructure
{
    /// <summary>V4L2_PIX_FMT_PRIV_MAGIC: the members behind priv are meant.</summary>
    private const uint ExtendedMembers = 0xFEED_CAFE;

    private const int PlaneFormats = 20;
    private const int PlaneFormatSize = 20;
    private const int PlaneCountOffset = 180;

    private readonly Span<byte> _pix;
    private readonly bool _isMultiplanar;

    public FormatStructure(Span<byte> bytes, V4l2Abi abi, BufferType type)
    {
        bytes.Clear();
        bytes.Set32(0, (uint)type);
        _pix = bytes[abi.FormatUnion..];
        _isMultiplanar = type.IsMultiplanar();
    }

    public void Write(DeviceFormat format)
    {
        _pix.Set32(0, (uint)format.Width);
        _pix.Set32(4, (uint)format.Height);
        _pix.Set32(8, format.PixelFormat.FourCc);
        _pix.Set32(12, (uint)format.Field);
        var color = format.Colorimetry;
        if (!_isMultiplanar)
        {
            var plane = format.Planes.Count > 0 ? format.Planes[0] : default;
            _pix.Set32(16, (uint)plane.BytesPerLine);
            _pix.Set32(20, (uint)plane.SizeImage);
            _pix.Set32(24, color.Colorspace);
            _pix.Set32(28, ExtendedMembers);
            _pix.Set32(36, color.YCbCrEncoding);
            _pix.Set32(40, color.Quantization);
            _pix.Set32(44, color.Transfer);
            return;
        }

        _pix.Set32(16, color.Colorspace);
        var count = Math.Min(format.Planes.Count, DeviceFormat.MaximumPlanes);
        for (var i = 0; i < count; i++)
        {
            _pix.Set32(PlaneFormats + (i * PlaneFormatSize), (uint)format.Planes[i].SizeImage);
            _pix.Set32(PlaneFormats + (i * PlaneFormatSize) + 4, (uint)format.Planes[i].BytesPerLine);
        }

        _pix[PlaneCountOffset] = (byte)count;
        _pix[182] = (byte)color.YCbCrEncoding;
        _pix[183] = (byte)color.Quantization;
        _pix[184] = (byte)color.Transfer;
    }

    /// <summary>What a device has answered: numbers beyond int are cut there, and are no format that anybody could use.</summary>
    public DeviceFormat Read()
    {
        Colorimetry color;
        PlaneFormat[] planes;
        if (_isMultiplanar)
        {
            color = new(_pix.Get32(16), _pix[182], _pix[183], _pix[184]);
            planes = new PlaneFormat[Math.Clamp(_pix[PlaneCountOffset], (byte)1, (byte)DeviceFormat.MaximumPlanes)];
            for (var i = 0; i < planes.Length; i++)
                planes[i] = new(Int(PlaneFormats + (i * PlaneFormatSize)), Int(PlaneFormats + (i * PlaneFormatSize) + 4));
        }
        else
        {
            color = _pix.Get32(28) == ExtendedMembers ? new(_pix.Get32(24), _pix.Get32(36), _pix.Get32(40), _pix.Get32(44)) : new(_pix.Get32(24), 0, 0, 0);
            planes = [new(Int(20), Int(16))];
        }

        return new(new PixelFormat(_pix.Get32(8)), Int(0), Int(4)) { Field = (Field)_pix.Get32(12), Colorimetry = color, Planes = planes };
    }

    private int Int(int offset) => (int)Math.Min(_pix.Get32(offset), int.MaxValue);
}

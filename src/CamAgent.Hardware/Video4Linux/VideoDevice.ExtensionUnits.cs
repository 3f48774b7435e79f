using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux;

/// <content>What USB cameras have beyond V4L2's controls.</content>
internal sealed unsafe partial class VideoDevice
{
    /// <summary>A request to a USB camera's extension unit (UVCIOC_CTRL_QUERY). Takes milliseconds, and as long as USB's timeout where the camera
    /// hangs.</summary>
    /// <param name="query">UVC_SET_CUR, UVC_GET_LEN…</param>
    /// <param name="data">As long as the control.</param>
    /// <returns>0, or the error number.</returns>
    internal int QueryExtensionUnit(byte unit, byte selector, byte query, Span<byte> data)
    {
        Span<byte> bytes = stackalloc byte[ExtensionUnitQuery.Size(_abi)];
        fixed (byte* pointer = data)
        {
            _ = new ExtensionUnitQuery(bytes, _abi, unit, selector, query, data.Length, (nint)pointer);
            return _calls.Ioctl(_abi.Requests.QueryExtensionUnit, bytes);
        }
    }
}

using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Encoders.OpenH264;

/// <summary>One ISVCEncoder: a C++ object, called through its table of virtual functions (the C interface of codec_api.h is the same
/// table).</summary>
internal sealed unsafe class OpenH264Instance(OpenH264Library library) : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    // Slots of ISVCEncoderVtbl.
    private const int SlotInitializeExt = 1;
    private const int SlotGetDefaultParams = 2;
    private const int SlotUninitialize = 3;
    private const int SlotEncodeFrame = 4;
    private const int SlotForceIntraFrame = 6;
    private const int SlotSetOption = 7;

    public override bool IsInvalid => handle == 0;

    private nint* Table => *(nint**)handle;

    public static OpenH264Instance Create(OpenH264Library library)
    {
        var instance = new OpenH264Instance(library);
        instance.SetHandle(library.Create());
        return instance;
    }

    public int GetDefaultParams(SEncParamExt* parameters) =>
        ((delegate* unmanaged[Cdecl]<nint, SEncParamExt*, int>)Table[SlotGetDefaultParams])(handle, parameters);

    public int InitializeExt(SEncParamExt* parameters) =>
        ((delegate* unmanaged[Cdecl]<nint, SEncParamExt*, int>)Table[SlotInitializeExt])(handle, parameters);

    public int EncodeFrame(SSourcePicture* picture, byte* frameInfo) =>
        ((delegate* unmanaged[Cdecl]<nint, SSourcePicture*, byte*, int>)Table[SlotEncodeFrame])(handle, picture, frameInfo);

    /// <summary>The C++ signature has a third parameter that codec_api.h's C table leaves out: the layer, -1 for all.</summary>
    public int ForceIntraFrame() =>
        ((delegate* unmanaged[Cdecl]<nint, byte, int, int>)Table[SlotForceIntraFrame])(handle, 1, -1);

    public int SetOption(EncoderOption option, void* value) =>
        ((delegate* unmanaged[Cdecl]<nint, int, void*, int>)Table[SlotSetOption])(handle, (int)option, value);

    protected override bool ReleaseHandle()
    {
        _ = ((delegate* unmanaged[Cdecl]<nint, int>)Table[SlotUninitialize])(handle);
        library.Destroy(handle);
        return true;
    }
}

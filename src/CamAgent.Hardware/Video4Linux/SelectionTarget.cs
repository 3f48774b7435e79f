namespace CamAgent.Hardware.Video4Linux;

/// <summary>V4L2_SEL_TGT_*.</summary>
internal enum SelectionTarget
{
    Crop = 0,
    CropDefault = 1,
    CropBounds = 2,
    NativeSize = 3,
    Compose = 0x100,
    ComposeDefault = 0x101,
    ComposeBounds = 0x102,
}

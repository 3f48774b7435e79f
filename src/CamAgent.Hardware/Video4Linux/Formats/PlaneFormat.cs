namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>One memory plane.</summary>
/// <param name="SizeImage">Bytes that a picture takes at most.</param>
/// <param name="BytesPerLine">From one row of the first colour plane to the next, padding counted; 0 of coded formats. Of planar formats in one
/// memory plane, chroma rows follow from it (V4L2, "Planar YUV formats").</param>
public readonly record struct PlaneFormat(int SizeImage, int BytesPerLine);

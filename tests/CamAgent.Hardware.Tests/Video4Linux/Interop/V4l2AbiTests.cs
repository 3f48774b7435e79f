using System.Globalization;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux.Interop;

/// <summary>Holds every size, offset, request number and constant against what the C compilers say for each architecture (tests/vm/abi).</summary>
public sealed class V4l2AbiTests
{
    [Theory]
    [InlineData("x86-64", 8)]
    [InlineData("aarch64", 8)]
    [InlineData("arm", 4)]
    public void Structures_lie_as_the_C_compiler_lays_them(string machine, int pointerSize)
    {
        var abi = pointerSize == 8 ? V4l2Abi.Bits64 : V4l2Abi.Arm32;
        var table = Table(machine);
        foreach (var (name, value) in Ours(abi))
        {
            Assert.True(table.TryGetValue(name, out var expected), $"{name} is not in {machine}.txt.");
            Assert.True(expected == value, $"{machine}: {name} is {expected}, not {value}.");
        }
    }

    [Fact]
    public void The_running_process_has_a_layout() => Assert.Equal(nint.Size, V4l2Abi.Current.PointerSize);

    private static IEnumerable<(string Name, long Value)> Ours(V4l2Abi abi)
    {
        var (buffer, plane, requests) = (abi.Buffer, abi.Plane, abi.Requests);
        return
        [
            ("sizeof(v4l2_capability)", CapabilityStructure.Size),
            ("offsetof(v4l2_capability,card)", 16),
            ("offsetof(v4l2_capability,bus_info)", 48),
            ("offsetof(v4l2_capability,capabilities)", 84),
            ("offsetof(v4l2_capability,device_caps)", 88),
            ("sizeof(v4l2_fmtdesc)", FormatDescriptionStructure.Size),
            ("offsetof(v4l2_fmtdesc,flags)", 8),
            ("offsetof(v4l2_fmtdesc,description)", 12),
            ("offsetof(v4l2_fmtdesc,pixelformat)", 44),
            ("sizeof(v4l2_frmsizeenum)", FrameSizeStructure.Size),
            ("offsetof(v4l2_frmsizeenum,type)", 8),
            ("offsetof(v4l2_frmsizeenum,discrete)", 12),
            ("V4L2_FRMSIZE_TYPE_DISCRETE", FrameSizeStructure.Discrete),
            ("sizeof(v4l2_frmivalenum)", FrameIntervalStructure.Size),
            ("offsetof(v4l2_frmivalenum,type)", 16),
            ("offsetof(v4l2_frmivalenum,discrete)", 20),
            ("sizeof(v4l2_format)", abi.FormatSize),
            ("offsetof(v4l2_format,fmt)", abi.FormatUnion),
            ("offsetof(v4l2_pix_format,bytesperline)", 16),
            ("offsetof(v4l2_pix_format,sizeimage)", 20),
            ("offsetof(v4l2_pix_format,colorspace)", 24),
            ("offsetof(v4l2_pix_format,priv)", 28),
            ("offsetof(v4l2_pix_format,ycbcr_enc)", 36),
            ("offsetof(v4l2_pix_format,quantization)", 40),
            ("offsetof(v4l2_pix_format,xfer_func)", 44),
            ("offsetof(v4l2_pix_format_mplane,colorspace)", 16),
            ("offsetof(v4l2_pix_format_mplane,plane_fmt)", 20),
            ("sizeof(v4l2_plane_pix_format)", 20),
            ("offsetof(v4l2_plane_pix_format,bytesperline)", 4),
            ("offsetof(v4l2_pix_format_mplane,num_planes)", 180),
            ("offsetof(v4l2_pix_format_mplane,ycbcr_enc)", 182),
            ("offsetof(v4l2_pix_format_mplane,quantization)", 183),
            ("offsetof(v4l2_pix_format_mplane,xfer_func)", 184),
            ("VIDEO_MAX_PLANES", DeviceFormat.MaximumPlanes),
            ("sizeof(v4l2_requestbuffers)", RequestBuffersStructure.Size),
            ("offsetof(v4l2_requestbuffers,memory)", 8),
            ("sizeof(v4l2_exportbuffer)", ExportBufferStructure.Size),
            ("offsetof(v4l2_exportbuffer,flags)", 12),
            ("offsetof(v4l2_exportbuffer,fd)", 16),
            ("sizeof(v4l2_buffer)", buffer.Size),
            ("offsetof(v4l2_buffer,bytesused)", 8),
            ("offsetof(v4l2_buffer,flags)", 12),
            ("offsetof(v4l2_buffer,field)", 16),
            ("offsetof(v4l2_buffer,timestamp)", buffer.Timestamp),
            ("offsetof(v4l2_buffer,sequence)", buffer.Sequence),
            ("offsetof(v4l2_buffer,memory)", buffer.Memory),
            ("offsetof(v4l2_buffer,m)", buffer.Location),
            ("offsetof(v4l2_buffer,length)", buffer.Length),
            ("offsetof(v4l2_buffer,request_fd)", buffer.RequestDescriptor),
            ("sizeof(v4l2_plane)", plane.Size),
            ("offsetof(v4l2_plane,length)", 4),
            ("offsetof(v4l2_plane,m)", plane.Location),
            ("offsetof(v4l2_plane,data_offset)", plane.DataOffset),
            ("sizeof(v4l2_ext_control)", ExtControlStructure.Size),
            ("offsetof(v4l2_ext_control,value)", ExtControlStructure.ValueOffset),
            ("offsetof(v4l2_ext_control,value64)", ExtControlStructure.ValueOffset),
            ("sizeof(v4l2_ext_controls)", abi.ExtControlsSize),
            ("offsetof(v4l2_ext_controls,count)", 4),
            ("offsetof(v4l2_ext_controls,error_idx)", 8),
            ("offsetof(v4l2_ext_controls,controls)", abi.ExtControlsPointer),
            ("sizeof(v4l2_query_ext_ctrl)", ControlDescriptionStructure.Size),
            ("offsetof(v4l2_query_ext_ctrl,name)", 8),
            ("offsetof(v4l2_query_ext_ctrl,minimum)", ControlDescriptionStructure.MinimumOffset),
            ("offsetof(v4l2_query_ext_ctrl,maximum)", 48),
            ("offsetof(v4l2_query_ext_ctrl,step)", 56),
            ("offsetof(v4l2_query_ext_ctrl,default_value)", 64),
            ("offsetof(v4l2_query_ext_ctrl,flags)", 72),
            ("offsetof(v4l2_query_ext_ctrl,elem_size)", ControlDescriptionStructure.ElementSizeOffset),
            ("offsetof(v4l2_query_ext_ctrl,elems)", 80),
            ("sizeof(v4l2_querymenu)", MenuItemStructure.Size),
            ("offsetof(v4l2_querymenu,name)", 8),
            ("offsetof(v4l2_querymenu,value)", 8),
            ("sizeof(v4l2_streamparm)", StreamParametersStructure.Size),
            ("offsetof(v4l2_streamparm,parm)", 4),
            ("offsetof(v4l2_captureparm,timeperframe)", 8),
            ("offsetof(v4l2_outputparm,timeperframe)", 8),
            ("V4L2_CAP_TIMEPERFRAME", StreamParametersStructure.HasTimePerFrame),
            ("sizeof(v4l2_event)", EventStructure.Size),
            ("offsetof(v4l2_event,u)", EventStructure.Union),
            ("offsetof(v4l2_event,pending)", EventStructure.PendingOffset),
            ("offsetof(v4l2_event,id)", EventStructure.IdOffset),
            ("offsetof(v4l2_event_ctrl,type)", 4),
            ("offsetof(v4l2_event_ctrl,value)", 8),
            ("sizeof(v4l2_event_subscription)", EventSubscriptionStructure.Size),
            ("offsetof(v4l2_event_subscription,flags)", 8),
            ("sizeof(v4l2_encoder_cmd)", EncoderCommandStructure.Size),
            ("sizeof(v4l2_selection)", SelectionStructure.Size),
            ("offsetof(v4l2_selection,r)", 12),
            ("sizeof(uvc_xu_control_query)", ExtensionUnitQuery.Size(abi)),
            ("offsetof(uvc_xu_control_query,selector)", 1),
            ("offsetof(uvc_xu_control_query,query)", 2),
            ("offsetof(uvc_xu_control_query,size)", ExtensionUnitQuery.SizeOffset),
            ("offsetof(uvc_xu_control_query,data)", ExtensionUnitQuery.DataOffset),
            ("UVCIOC_CTRL_QUERY", requests.QueryExtensionUnit),
            ("VIDIOC_QUERYCAP", V4l2Requests.QueryCapability),
            ("VIDIOC_ENUM_FMT", V4l2Requests.EnumerateFormats),
            ("VIDIOC_G_FMT", requests.GetFormat),
            ("VIDIOC_S_FMT", requests.SetFormat),
            ("VIDIOC_TRY_FMT", requests.TryFormat),
            ("VIDIOC_REQBUFS", V4l2Requests.RequestBuffers),
            ("VIDIOC_QUERYBUF", requests.QueryBuffer),
            ("VIDIOC_QBUF", requests.QueueBuffer),
            ("VIDIOC_DQBUF", requests.DequeueBuffer),
            ("VIDIOC_EXPBUF", V4l2Requests.ExportBuffer),
            ("VIDIOC_STREAMON", V4l2Requests.StreamOn),
            ("VIDIOC_STREAMOFF", V4l2Requests.StreamOff),
            ("VIDIOC_G_PARM", V4l2Requests.GetParameters),
            ("VIDIOC_S_PARM", V4l2Requests.SetParameters),
            ("VIDIOC_ENUM_FRAMESIZES", V4l2Requests.EnumerateFrameSizes),
            ("VIDIOC_ENUM_FRAMEINTERVALS", V4l2Requests.EnumerateFrameIntervals),
            ("VIDIOC_QUERY_EXT_CTRL", V4l2Requests.QueryExtControl),
            ("VIDIOC_QUERYMENU", V4l2Requests.QueryMenu),
            ("VIDIOC_G_EXT_CTRLS", requests.GetExtControls),
            ("VIDIOC_S_EXT_CTRLS", requests.SetExtControls),
            ("VIDIOC_ENCODER_CMD", V4l2Requests.EncoderCommand),
            ("VIDIOC_DQEVENT", V4l2Requests.DequeueEvent),
            ("VIDIOC_SUBSCRIBE_EVENT", V4l2Requests.SubscribeEvent),
            ("VIDIOC_UNSUBSCRIBE_EVENT", V4l2Requests.UnsubscribeEvent),
            ("VIDIOC_G_SELECTION", V4l2Requests.GetSelection),
            ("VIDIOC_S_SELECTION", V4l2Requests.SetSelection),
            ("V4L2_PIX_FMT_YUV420", PixelFormat.Yuv420.FourCc),
            ("V4L2_PIX_FMT_YVU420", PixelFormat.Yvu420.FourCc),
            ("V4L2_PIX_FMT_NV12", PixelFormat.Nv12.FourCc),
            ("V4L2_PIX_FMT_NV21", PixelFormat.Nv21.FourCc),
            ("V4L2_PIX_FMT_YUYV", PixelFormat.Yuyv.FourCc),
            ("V4L2_PIX_FMT_UYVY", PixelFormat.Uyvy.FourCc),
            ("V4L2_PIX_FMT_MJPEG", PixelFormat.MotionJpeg.FourCc),
            ("V4L2_PIX_FMT_JPEG", PixelFormat.Jpeg.FourCc),
            ("V4L2_PIX_FMT_H264", PixelFormat.H264.FourCc),
            ("V4L2_CID_BRIGHTNESS", ControlId.Brightness),
            ("V4L2_CID_CONTRAST", ControlId.Contrast),
            ("V4L2_CID_SATURATION", ControlId.Saturation),
            ("V4L2_CID_HUE", ControlId.Hue),
            ("V4L2_CID_AUTO_WHITE_BALANCE", ControlId.AutoWhiteBalance),
            ("V4L2_CID_RED_BALANCE", ControlId.RedBalance),
            ("V4L2_CID_BLUE_BALANCE", ControlId.BlueBalance),
            ("V4L2_CID_GAMMA", ControlId.Gamma),
            ("V4L2_CID_EXPOSURE", ControlId.Exposure),
            ("V4L2_CID_AUTOGAIN", ControlId.AutoGain),
            ("V4L2_CID_GAIN", ControlId.Gain),
            ("V4L2_CID_HFLIP", ControlId.HorizontalFlip),
            ("V4L2_CID_VFLIP", ControlId.VerticalFlip),
            ("V4L2_CID_POWER_LINE_FREQUENCY", ControlId.PowerLineFrequency),
            ("V4L2_CID_WHITE_BALANCE_TEMPERATURE", ControlId.WhiteBalanceTemperature),
            ("V4L2_CID_SHARPNESS", ControlId.Sharpness),
            ("V4L2_CID_BACKLIGHT_COMPENSATION", ControlId.BacklightCompensation),
            ("V4L2_CID_ROTATE", ControlId.Rotate),
            ("V4L2_CID_EXPOSURE_AUTO", ControlId.ExposureAuto),
            ("V4L2_CID_EXPOSURE_ABSOLUTE", ControlId.ExposureAbsolute),
            ("V4L2_CID_EXPOSURE_AUTO_PRIORITY", ControlId.ExposureAutoPriority),
            ("V4L2_CID_AUTO_EXPOSURE_BIAS", ControlId.AutoExposureBias),
            ("V4L2_CID_FOCUS_ABSOLUTE", ControlId.FocusAbsolute),
            ("V4L2_CID_FOCUS_AUTO", ControlId.FocusAuto),
            ("V4L2_CID_AUTO_FOCUS_START", ControlId.AutoFocusStart),
            ("V4L2_CID_ZOOM_ABSOLUTE", ControlId.ZoomAbsolute),
            ("V4L2_CID_PAN_ABSOLUTE", ControlId.PanAbsolute),
            ("V4L2_CID_TILT_ABSOLUTE", ControlId.TiltAbsolute),
            ("V4L2_CID_ISO_SENSITIVITY", ControlId.IsoSensitivity),
            ("V4L2_CID_ANALOGUE_GAIN", ControlId.AnalogueGain),
            ("V4L2_CID_MIN_BUFFERS_FOR_CAPTURE", ControlId.MinimumBuffersForCapture),
            ("V4L2_CID_MIN_BUFFERS_FOR_OUTPUT", ControlId.MinimumBuffersForOutput),
            ("V4L2_CID_MPEG_VIDEO_BITRATE", ControlId.Bitrate),
            ("V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME", ControlId.ForceKeyFrame),
            ("V4L2_CID_MPEG_VIDEO_REPEAT_SEQ_HEADER", ControlId.RepeatSequenceHeader),
            ("V4L2_CID_MPEG_VIDEO_H264_I_PERIOD", ControlId.H264IntraPeriod),
        ];
    }

    private static Dictionary<string, long> Table(string machine)
    {
        return File.ReadLines(Path.Combine(FindRoot(), "tests", "vm", "abi", $"{machine}.txt"))
            .Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => long.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CamAgent.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the project's folder.");
        return folder;
    }
}

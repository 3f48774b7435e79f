using CamAgent.Configuration;

namespace CamAgent.Streaming.Choice;

/// <summary>Decides where pictures come from and what makes H.264 of them. Pure: what it is told is all it knows.</summary>
internal static class VideoChooser
{
    public static VideoChoice Choose(VideoWish wish, VideoInventory inventory)
    {
        var cameras = wish.Source == VideoSourceKind.Libcamera ? [] : inventory.Cameras.Where(camera => camera.IsUsable && Matches(wish, camera)).ToList();
        var coded = wish.Encoder is VideoEncoderKind.Auto or VideoEncoderKind.None ? cameras.Find(static camera => camera.GivesH264) : null;
        var pictures = wish.Encoder == VideoEncoderKind.None ? null : cameras.Find(static camera => camera.GivesPictures);
        var libcamera = wish.Source == VideoSourceKind.V4l2 || wish.Encoder == VideoEncoderKind.None || IsNode(wish.Device) ? null : Libcamera(wish, inventory);
        var hardware = Hardware(wish, inventory);
        var software = wish.Encoder is VideoEncoderKind.Auto or VideoEncoderKind.Software && inventory.SoftwareProblem is null;

        // The camera's own encoder costs this machine nothing; a memory-to-memory encoder costs the bus, and libcamera's pipe a copy more.
        if (coded is not null && !wish.IsTurned)
            return Chosen(new(PictureOrigin.CodedCamera, coded.Path, PictureEncoder.None), $"{coded} gives H.264 itself", wish, inventory, coded);
        if (pictures is not null && hardware is not null)
            return Chosen(new(PictureOrigin.Camera, pictures.Path, PictureEncoder.Hardware, hardware.Path), $"{pictures} into the encoder {hardware}", wish, inventory, pictures);
        if (libcamera is not null && hardware is not null)
            return Chosen(new(PictureOrigin.Libcamera, libcamera, PictureEncoder.Hardware, hardware.Path), $"{LibcameraWords(inventory, libcamera)} into the encoder {hardware}", wish, inventory);
        if (pictures is not null && software)
            return Chosen(new(PictureOrigin.Camera, pictures.Path, PictureEncoder.Software), $"{pictures} into OpenH264{WhySoftware(wish, inventory)}", wish, inventory, pictures);
        if (libcamera is not null && software)
            return Chosen(new(PictureOrigin.Libcamera, libcamera, PictureEncoder.Software), $"{LibcameraWords(inventory, libcamera)} into OpenH264{WhySoftware(wish, inventory)}", wish, inventory);
        if (coded is not null)
            return Chosen(new(PictureOrigin.CodedCamera, coded.Path, PictureEncoder.None), $"{coded} gives H.264 itself, and turns the picture if it can", wish, inventory, coded);
        return new(null, ChoiceWords.Nothing(wish, inventory));
    }

    internal static bool Matches(VideoWish wish, CameraFound camera) => wish.Device.Length == 0 || camera.IsAt(wish.Device);

    /// <summary>The number of the camera at libcamera's; null where there is none.</summary>
    internal static string? Libcamera(VideoWish wish, VideoInventory inventory)
    {
        var wanted = wish.Device.Length == 0 ? 0 : int.TryParse(wish.Device, out var number) ? number : -1;
        return inventory.LibcameraProgram is not null && wanted >= 0 && wanted < inventory.LibcameraCameras.Count
            ? wanted.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    internal static EncoderFound? Hardware(VideoWish wish, VideoInventory inventory)
    {
        if (wish.Encoder is VideoEncoderKind.Software or VideoEncoderKind.None)
            return null;
        return wish.EncoderDevice.Length > 0
            ? inventory.Encoders.FirstOrDefault(encoder => encoder.Path == wish.EncoderDevice)
            : inventory.Encoders.FirstOrDefault(static encoder => encoder.Takes);
    }

    private static bool IsNode(string device) => device.StartsWith('/');

    private static string LibcameraWords(VideoInventory inventory, string camera) =>
        $"{inventory.LibcameraCameras[int.Parse(camera, System.Globalization.CultureInfo.InvariantCulture)]} through {inventory.LibcameraProgram}";

    private static string WhySoftware(VideoWish wish, VideoInventory inventory) =>
        wish.Encoder == VideoEncoderKind.Software ? ""
        : inventory.Encoders.Count == 0 ? ": this machine has no hardware encoder"
        : $": {inventory.Encoders[0]} does not take pictures of this size";

    private static VideoChoice Chosen(VideoPlan plan, string words, VideoWish wish, VideoInventory inventory, CameraFound? camera = null)
    {
        var others = camera is null || wish.Device.Length > 0 ? [] : inventory.Cameras.Where(other => other.IsUsable && other != camera).Select(static other => other.ToString()).ToList();
        return new(plan, others.Count == 0 ? words : $"{words}. Also there: {string.Join(", ", others)}; video.device chooses");
    }
}

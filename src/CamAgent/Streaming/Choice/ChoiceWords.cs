using CamAgent.Configuration;

namespace CamAgent.Streaming.Choice;

/// <summary>Says why there is no way from a camera to H.264: what was found, and what is missing.</summary>
internal static class ChoiceWords
{
    public static string Nothing(VideoWish wish, VideoInventory inventory)
    {
        var sentences = new List<string>();
        var cameras = inventory.Cameras.Where(camera => wish.Source != VideoSourceKind.Libcamera && VideoChooser.Matches(wish, camera)).ToList();
        var hasCamera = cameras.Exists(static camera => camera.IsUsable)
            || (wish.Source != VideoSourceKind.V4l2 && VideoChooser.Libcamera(wish, inventory) is not null);
        if (wish.Source != VideoSourceKind.Libcamera)
            DescribeCameras(wish, cameras, hasCamera, sentences);
        if (!hasCamera && wish.Source != VideoSourceKind.V4l2)
            DescribeLibcamera(wish, inventory, sentences);
        if (hasCamera)
            DescribeEncoders(wish, inventory, cameras, sentences);
        sentences.AddRange(inventory.Problems);
        return string.Join(" ", sentences);
    }

    private static void DescribeCameras(VideoWish wish, List<CameraFound> cameras, bool hasCamera, List<string> sentences)
    {
        if (hasCamera)
            return;
        sentences.Add(wish.Device.Length > 0
            ? $"There is no usable camera at {wish.Device}."
            : cameras.Count == 0 ? "There is no camera: plug one in." : "There is no usable camera.");
        foreach (var camera in cameras)
        {
            var formats = camera.Formats.Count == 0 ? "nothing" : string.Join(", ", camera.Formats.Take(6));
            sentences.Add(camera.IsPart
                ? $"{camera} is a part of a camera that only libcamera can drive."
                : $"{camera} gives {formats}, none of which is usable here.");
        }
    }

    private static void DescribeLibcamera(VideoWish wish, VideoInventory inventory, List<string> sentences)
    {
        if (inventory.LibcameraProgram is null)
            sentences.Add("libcamera's program is not installed, which a camera on the ribbon cable needs (sudo apt install rpicam-apps).");
        else if (wish.Source == VideoSourceKind.Libcamera || inventory.Cameras.Any(static camera => camera.IsPart))
            sentences.Add($"{inventory.LibcameraProgram} finds no camera{(wish.Device.Length > 0 && inventory.LibcameraCameras.Count > 0 ? $" {wish.Device}" : "")}: check the ribbon cable at both ends.");
    }

    private static void DescribeEncoders(VideoWish wish, VideoInventory inventory, List<CameraFound> cameras, List<string> sentences)
    {
        var camera = cameras.Find(static camera => camera.IsUsable);
        var name = camera?.ToString() ?? inventory.LibcameraProgram;
        switch (wish.Encoder)
        {
            case VideoEncoderKind.None:
                sentences.Add($"{name} gives no H.264, and video.encoder is \"none\": set it to \"auto\".");
                return;
            case VideoEncoderKind.V4l2M2m when wish.EncoderDevice.Length > 0 && inventory.Encoders.All(encoder => encoder.Path != wish.EncoderDevice):
                sentences.Add($"video.encoderDevice {wish.EncoderDevice} is no H.264 encoder{(inventory.Encoders.Count > 0 ? $"; {inventory.Encoders[0]} is one" : "")}.");
                return;
            case VideoEncoderKind.V4l2M2m:
                sentences.Add(inventory.Encoders.Count == 0
                    ? "This machine has no hardware encoder (a Raspberry Pi 5 has none): set video.encoder to \"auto\" or \"software\"."
                    : $"{inventory.Encoders[0]} does not take pictures of this size: choose a smaller one.");
                return;
            case VideoEncoderKind.Software:
                sentences.Add(inventory.SoftwareProblem ?? "");
                return;
            default:
                sentences.Add($"{name} gives pictures, and there is nothing to make H.264 of them: no hardware encoder{(inventory.Encoders.Count > 0 ? " for this size" : "")}, and {inventory.SoftwareProblem}");
                return;
        }
    }
}

using System.Globalization;
using CamAgent.Hardware.Gpio;

namespace CamAgent.Configuration;

/// <summary>Makes the records of the values.</summary>
/// <param name="directory">What relative paths are relative to: the configuration file's directory.</param>
/// <param name="credentials"><c>$CREDENTIALS_DIRECTORY</c>, where systemd puts a service's secrets (systemd.exec(5), LoadCredential).</param>
internal sealed class ConfigurationBinding(ConfigurationValues values, string directory, string? credentials)
{
    public AgentConfiguration Bind(bool demo, string? file, IReadOnlySet<string> setKeys) => new()
    {
        Device = new(values.Text("device.id"), values.Text("device.name")),
        Video = Video(),
        Mqtt = Mqtt(),
        WebRtc = WebRtc(),
        Http = Http(),
        Access = new(values.Flag("access.required"), values.Flag("access.allowUnprotected")),
        Gpio = Gpio(),
        Sensors = new(values.TextList("sensors.include"), values.Integer("sensors.intervalSeconds")),
        Motion = Motion(),
        Clips = new(values.Flag("clips.enabled"), values.Integer("clips.preRollSeconds"), values.Integer("clips.postRollSeconds"),
            values.Integer("clips.maxMegabytes"), values.Integer("clips.maxDays")),
        Snapshots = new(values.Integer("snapshots.quality"), values.Integer("snapshots.maxWidth")),
        Publish = new(Address("publish.whipUrl"), ConfiguredFile("publish.tokenFile")),
        Demo = demo,
        File = file,
        Values = values.Texts,
        SetKeys = setKeys,
    };

    private VideoConfiguration Video() => new()
    {
        Source = values.Text("video.source") switch
        {
            "test" => VideoSourceKind.Test,
            "v4l2" => VideoSourceKind.V4l2,
            "libcamera" => VideoSourceKind.Libcamera,
            "command" => VideoSourceKind.Command,
            "file" => VideoSourceKind.File,
            _ => VideoSourceKind.Auto,
        },
        Device = values.Text("video.device"),
        Width = values.Integer("video.width"),
        Height = values.Integer("video.height"),
        FrameRate = values.Integer("video.frameRate"),
        Rotation = values.Integer("video.rotation"),
        Encoder = values.Text("video.encoder") switch
        {
            "v4l2m2m" => VideoEncoderKind.V4l2M2m,
            "software" => VideoEncoderKind.Software,
            "none" => VideoEncoderKind.None,
            _ => VideoEncoderKind.Auto,
        },
        EncoderDevice = values.Text("video.encoderDevice"),
        Bitrate = new(values.Integer("video.bitrate.minKbps"), values.Integer("video.bitrate.startKbps"), values.Integer("video.bitrate.maxKbps")),
        KeyframeIntervalSeconds = values.Integer("video.keyframeIntervalSeconds"),
        Command = values.TextList("video.command"),
        Controls = values.TextMap("video.controls"),
        File = values.Text("video.file") is { Length: > 0 } file ? Path.GetFullPath(file, directory) : "",
    };

    private MqttConfiguration Mqtt() => new()
    {
        Url = Address("mqtt.url"),
        Username = values.Text("mqtt.username"),
        PasswordFile = ConfiguredFile("mqtt.passwordFile"),
        CaFile = ConfiguredFile("mqtt.caFile"),
        ClientCertificateFile = ConfiguredFile("mqtt.clientCertificateFile"),
        ClientKeyFile = ConfiguredFile("mqtt.clientKeyFile"),
        ViewerUrl = Address("mqtt.viewerUrl"),
        TopicPrefix = values.Text("mqtt.topicPrefix"),
        DiscoveryPrefix = values.Text("mqtt.discoveryPrefix"),
    };

    private WebRtcConfiguration WebRtc() => new()
    {
        IceServers = values.List("webRtc.iceServers", path => new IceServerConfiguration(
            IceUrls(values.TextList($"{path}.urls")),
            values.Text($"{path}.username"),
            ConfiguredFile($"{path}.credentialFile"),
            ConfiguredFile($"{path}.sharedSecretFile"))),
        IceTransportPolicy = values.Text("webRtc.iceTransportPolicy") == "relay" ? IceTransportPolicy.Relay : IceTransportPolicy.All,
        UdpPort = values.Integer("webRtc.udpPort"),
        MaxViewers = values.Integer("webRtc.maxViewers"),
    };

    private HttpConfiguration Http() => new()
    {
        Listen = HttpListenAddress.TryParse(values.Text("http.listen"), out var address) ? address : null,
        CertificateFile = ConfiguredFile("http.certificateFile"),
        KeyFile = ConfiguredFile("http.keyFile"),
        PublicUrl = Address("http.publicUrl"),
        AllowedOrigins = values.TextList("http.allowedOrigins"),
    };

    private GpioConfiguration Gpio() => new(
        values.List("gpio.inputs", path => new GpioInputConfiguration(
            values.Text($"{path}.name"), values.Text($"{path}.chip"), Line($"{path}.line"), values.Text($"{path}.kind"), values.Flag($"{path}.activeLow"),
            values.Text($"{path}.bias") switch
            {
                "disabled" => GpioBias.Disabled,
                "pull-up" => GpioBias.PullUp,
                "pull-down" => GpioBias.PullDown,
                _ => GpioBias.AsIs,
            },
            values.Integer($"{path}.debounceMs"))),
        values.List("gpio.outputs", path => new GpioOutputConfiguration(
            values.Text($"{path}.name"), values.Text($"{path}.chip"), Line($"{path}.line"), values.Text($"{path}.kind"), values.Flag($"{path}.initial"))));

    private GpioLineId Line(string path) =>
        int.TryParse(values.Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? GpioLineId.At(offset) : GpioLineId.Named(values.Text(path));

    private MotionConfiguration Motion() => new(
        values.Flag("motion.enabled"),
        values.Integer("motion.sensitivity"),
        values.List("motion.zones", path => new MotionZone(
            values.Integer($"{path}.x"), values.Integer($"{path}.y"), values.Integer($"{path}.width"), values.Integer($"{path}.height"))),
        values.Integer("motion.holdSeconds"));

    private Uri? Address(string path) => values.Text(path) is { Length: > 0 } text ? new Uri(text) : null;

    private ConfiguredFile? ConfiguredFile(string path)
    {
        if (values.Text(path) is not { Length: > 0 } name)
            return null;
        // Contract §3: a credential of that name goes before the file.
        if (!string.IsNullOrEmpty(credentials) && name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal)
            && Path.Combine(credentials, name) is var credential && File.Exists(credential))
        {
            return new ConfiguredFile(path, credential);
        }

        return new ConfiguredFile(path, Path.GetFullPath(name, directory));
    }

    private static IceServerUrl[] IceUrls(IReadOnlyList<string> texts)
    {
        var urls = new List<IceServerUrl>(texts.Count);
        foreach (var text in texts)
        {
            if (IceServerUrl.TryParse(text, out var url))
                urls.Add(url);
        }

        return [.. urls];
    }
}

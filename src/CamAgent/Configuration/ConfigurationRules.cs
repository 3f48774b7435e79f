using System.Globalization;
using CamAgent.Hardware.Gpio;

namespace CamAgent.Configuration;

/// <summary>What no key can be asked alone: how they go together.</summary>
internal sealed class ConfigurationRules(AgentConfiguration configuration, ConfigurationValues values, ConfigurationDocument document)
{
    private readonly List<ConfigurationProblem> _warnings = [];

    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    public void Check(bool checkFiles)
    {
        CheckVideo();
        CheckBroker();
        CheckIceServers();
        CheckHttpAndAccess();
        CheckGpio();
        CheckZones();
        if (checkFiles)
            CheckFiles();
    }

    private void CheckVideo()
    {
        var video = configuration.Video;
        if (video.Source == VideoSourceKind.Command && values.IsSound("video.command") && (video.Command.Count == 0 || video.Command[0].Length == 0))
            Report("video.command", "video.source=command needs a program here, as a list: [\"program\", \"argument\"]");
        if (video.Source == VideoSourceKind.File && values.IsSound("video.file") && video.File.Length == 0)
            Report("video.file", "video.source=file needs an Annex B H.264 file here");
        if (video.Source == VideoSourceKind.Test && values.IsSound("video.width") && video.Width < 768)
            Report("video.width", "the test picture's clock needs a width of at least 768 (contract §9)");
        if (video.Source == VideoSourceKind.Test && video.Encoder == VideoEncoderKind.None && values.IsSound("video.encoder"))
            Report("video.encoder", "the test picture needs an encoder; none is for sources that deliver H.264");

        if (video.Rotation != 0 && (video.Source is VideoSourceKind.Command or VideoSourceKind.File) && values.IsSound("video.rotation", "video.source"))
            Warn("video.rotation", "has no effect on a source that delivers H.264: have the program turn the picture");
        if (video.Source == VideoSourceKind.Libcamera && video.Encoder == VideoEncoderKind.None && values.IsSound("video.encoder"))
            Report("video.encoder", "libcamera's program delivers pictures; none is for sources that deliver H.264");

        if (!values.IsSound("video.bitrate.minKbps", "video.bitrate.startKbps", "video.bitrate.maxKbps"))
            return;
        if (video.Bitrate.MinKbps > video.Bitrate.StartKbps)
            Report("video.bitrate.startKbps", string.Create(CultureInfo.InvariantCulture, $"must not be below video.bitrate.minKbps ({video.Bitrate.MinKbps})"));
        if (video.Bitrate.StartKbps > video.Bitrate.MaxKbps)
            Report("video.bitrate.maxKbps", string.Create(CultureInfo.InvariantCulture, $"must not be below video.bitrate.startKbps ({video.Bitrate.StartKbps})"));
    }

    private void CheckBroker()
    {
        var mqtt = configuration.Mqtt;
        var isSecure = mqtt.Url?.Scheme is "mqtts" or "wss";
        if (mqtt.ClientKeyFile is not null && mqtt.ClientCertificateFile is null)
            Report("mqtt.clientCertificateFile", "mqtt.clientKeyFile needs its certificate here");
        if (mqtt.ClientCertificateFile is not null && mqtt.ClientKeyFile is null)
            Report("mqtt.clientKeyFile", "mqtt.clientCertificateFile needs its key here");
        if (!isSecure && values.IsSound("mqtt.url") && (mqtt.CaFile ?? mqtt.ClientCertificateFile) is not null)
            Report("mqtt.url", "certificates are for mqtts:// and wss://");
        // MQTT 3.1.1 §3.1.2.9: no password without a user name.
        if (mqtt.PasswordFile is not null && mqtt.Username.Length == 0 && values.IsSound("mqtt.username"))
            Report("mqtt.username", "mqtt.passwordFile needs a user name here");
        if (mqtt.PasswordFile is not null && mqtt.Url is { IsLoopback: false } && !isSecure)
            Warn("mqtt.url", "the password goes over the network in clear text; mqtts:// or wss:// protect it");
    }

    private void CheckIceServers()
    {
        for (var i = 0; i < configuration.WebRtc.IceServers.Count; i++)
        {
            var server = configuration.WebRtc.IceServers[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"webRtc.iceServers[{i}]");
            if (server.Urls.Count == 0 && values.IsSound($"{path}.urls"))
                Report($"{path}.urls", "needs an address");
            if (server is { CredentialFile: not null, SharedSecretFile: not null })
                Report($"{path}.sharedSecretFile", "give either this or credentialFile");
            if (server.CredentialFile is not null && server.Username.Length == 0 && values.IsSound($"{path}.username"))
                Report($"{path}.username", "credentialFile needs a user name here");
            if (server is { CredentialFile: null, SharedSecretFile: null } && server.Urls.Any(url => url.IsTurn))
                Warn($"{path}.credentialFile", "a TURN server without credentialFile or sharedSecretFile is not used: browsers refuse it");
            if (server.Urls.Any(url => url is { Scheme: "turns", Transport: "udp" }))
                Warn($"{path}.urls", "turns with transport=udp is TURN over DTLS, which the camera does not speak; transport=tcp is TLS");
        }

        if (configuration.WebRtc.IceTransportPolicy == IceTransportPolicy.Relay && values.IsSound("webRtc.iceTransportPolicy")
            && !configuration.WebRtc.IceServers.Any(server => server.Urls.Any(url => url.IsTurn)))
        {
            Warn("webRtc.iceTransportPolicy", "relay without a TURN server in webRtc.iceServers: only viewers with their own can connect");
        }
    }

    private void CheckHttpAndAccess()
    {
        var http = configuration.Http;
        if (http is { Listen.IsSecure: true, CertificateFile: null })
            Report("http.certificateFile", "https needs a certificate here");
        if (http is { Listen.IsSecure: false, CertificateFile: not null })
            Report("http.listen", "a certificate is for https://");
        if (http is { KeyFile: not null, CertificateFile: null })
            Report("http.certificateFile", "http.keyFile needs its certificate here");
        if (configuration.Access.Required || configuration.Access.AllowUnprotected || !values.IsSound("http.listen", "access.required", "access.allowUnprotected"))
            return;
        if (http.Listen is { IsLoopback: false })
        {
            Report("access.required", "without access control HTTP must listen on this machine only (http.listen on 127.0.0.1);"
                + " access.allowUnprotected=true lets everybody on the network watch");
        }
    }

    private void CheckGpio()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = new Dictionary<(string, GpioLineId), string>();
        for (var i = 0; i < configuration.Gpio.Inputs.Count; i++)
            CheckPart(names, lines, string.Create(CultureInfo.InvariantCulture, $"gpio.inputs[{i}]"), configuration.Gpio.Inputs[i].Name, configuration.Gpio.Inputs[i].Chip, configuration.Gpio.Inputs[i].Line);
        for (var i = 0; i < configuration.Gpio.Outputs.Count; i++)
            CheckPart(names, lines, string.Create(CultureInfo.InvariantCulture, $"gpio.outputs[{i}]"), configuration.Gpio.Outputs[i].Name, configuration.Gpio.Outputs[i].Chip, configuration.Gpio.Outputs[i].Line);
    }

    private void CheckPart(Dictionary<string, string> names, Dictionary<(string Chip, GpioLineId Line), string> lines, string path, string name, string chip, GpioLineId line)
    {
        if (values.IsSound($"{path}.name") && !names.TryAdd(name, path))
            Report($"{path}.name", $"{names[name]} has this name already; inputs and outputs need different ones");
        if (values.IsSound($"{path}.chip", $"{path}.line") && !lines.TryAdd((chip, line), path))
            Report($"{path}.line", $"{lines[(chip, line)]} has this line already");
    }

    private void CheckZones()
    {
        for (var i = 0; i < configuration.Motion.Zones.Count; i++)
        {
            var zone = configuration.Motion.Zones[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"motion.zones[{i}]");
            if (values.IsSound($"{path}.x", $"{path}.width") && zone.X + zone.Width > 100)
                Report($"{path}.width", "the zone reaches over the right edge: x + width must be at most 100");
            if (values.IsSound($"{path}.y", $"{path}.height") && zone.Y + zone.Height > 100)
                Report($"{path}.height", "the zone reaches over the lower edge: y + height must be at most 100");
        }
    }

    private void CheckFiles()
    {
        foreach (var file in Files())
        {
            if (file?.Problem() is not { } problem)
                continue;
            // Not a full path, and not there: it may be the secret itself.
            var written = values.Text(file.Key);
            var isShown = ConfigurationSchema.Find(file.Key) is not TextKey { NamesSecret: true } || written.StartsWith('/');
            document.Report(document.NameOf(file.Key), isShown ? $"\"{RawValue.Printable(file.Path)}\"" : "***", $"the file {problem}");
        }

        var video = configuration.Video;
        if (video.Source == VideoSourceKind.File && video.File.Length > 0 && new ConfiguredFile("video.file", video.File).Problem() is { } trouble)
            Report("video.file", $"the file {trouble}");
    }

    private IEnumerable<ConfiguredFile?> Files() =>
    [
        configuration.Mqtt.PasswordFile, configuration.Mqtt.CaFile, configuration.Mqtt.ClientCertificateFile, configuration.Mqtt.ClientKeyFile,
        .. configuration.WebRtc.IceServers.SelectMany(server => new[] { server.CredentialFile, server.SharedSecretFile }),
        configuration.Http.CertificateFile, configuration.Http.KeyFile, configuration.Publish.TokenFile,
    ];

    private void Report(string path, string text) => document.Report(document.NameOf(path), ShowValue(path), text);

    private void Warn(string path, string text) => _warnings.Add(new ConfigurationProblem(document.NameOf(path), ShowValue(path), text));

    private string? ShowValue(string path) =>
        ConfigurationSchema.Find(path) is TextKey { NamesSecret: true } || !values.Texts.TryGetValue(path, out var text) || text.Length == 0 ? null : $"\"{RawValue.Printable(text)}\"";
}

using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CamAgent.Access;
using CamAgent.Configuration;

namespace CamAgent.Doctor;

/// <summary>The certificates and secrets that the configuration names.</summary>
internal static class FileChecks
{
    private const int Others = 0b000_000_111;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration, TimeProvider time)
    {
        var secrets = configuration.WebRtc.IceServers.SelectMany(server => new[] { server.CredentialFile, server.SharedSecretFile })
            .Append(configuration.Mqtt.PasswordFile).Append(configuration.Mqtt.ClientKeyFile)
            .Append(configuration.Http.KeyFile).Append(configuration.Publish.TokenFile);
        foreach (var file in secrets.OfType<ConfiguredFile>())
            yield return new DoctorCheck(file.Key, () => Secret(file));
        foreach (var file in new[] { configuration.Http.CertificateFile, configuration.Mqtt.ClientCertificateFile, configuration.Mqtt.CaFile }.OfType<ConfiguredFile>())
            yield return new DoctorCheck(file.Key, () => Certificate(file, time.GetUtcNow()));
    }

    private static DoctorFinding Secret(ConfiguredFile file)
    {
        if (file.Problem() is { } problem)
            return DoctorFinding.Fail($"{file.Path} {problem}", "Correct the path, or run as the agent's user.");
        return FileStatus.TryGet(file.Path, out var status) && (status.Mode & Others) != 0
            ? DoctorFinding.Warn($"{file.Path} may be read by every user", $"chmod o= {file.Path}")
            : DoctorFinding.Ok(file.Path);
    }

    private static DoctorFinding Certificate(ConfiguredFile file, DateTimeOffset now)
    {
        if (file.Problem() is { } problem)
            return DoctorFinding.Fail($"{file.Path} {problem}", "Correct the path, or run as the agent's user.");
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file.Path);
            var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
            var text = string.Create(CultureInfo.InvariantCulture, $"{file.Path}, valid until {end:yyyy-MM-dd}");
            if (end <= now)
                return DoctorFinding.Fail(text, "Renew it.");
            return end - now < Soon ? DoctorFinding.Warn(text, "Renew it soon.") : DoctorFinding.Ok(text);
        }
        catch (CryptographicException)
        {
            return DoctorFinding.Fail($"{file.Path} is no PEM certificate", "Name the certificate's file here.");
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CamAgent.Tests.Shared;

/// <summary>A coturn of the test's own on loopback: UDP and TCP on one port, TLS on another, ended by its own id.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Missing = "turnserver is not installed (Debian's package coturn)";
    public const string Secret = "north";
    private const string Program = "/usr/bin/turnserver";

    private readonly string _directory = Directory.CreateTempSubdirectory("camagent-coturn-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    public Coturn(params string[] arguments)
    {
        _arguments = arguments.Length > 0 ? arguments : ["--lt-cred-mech", "--user=camera:secret"];
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        File.WriteAllText(Path.Combine(_directory, "cert.pem"), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public static bool IsInstalled { get; } = File.Exists(Program);

    public X509Certificate2 Certificate { get; }

    public bool IPv4 { get; init; } = true;

    /// <summary>Also ::1; whoever asks for it makes sure that the machine has it.</summary>
    public bool IPv6 { get; init; }

    public int Port { get; } = FreePort();

    public int TlsPort { get; } = FreePort();

    public string SecretFile
    {
        get
        {
            var path = Path.Combine(_directory, "secret");
            File.WriteAllText(path, Secret + "\n");
            return path;
        }
    }

    public string CertificateFile => Path.Combine(_directory, "cert.pem");

    public string Log => string.Concat(Directory.GetFiles(_directory, "log*").Select(File.ReadAllText));

    public async Task<Coturn> StartAsync()
    {
        var start = new ProcessStartInfo(Program) { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] fixedArguments =
        [
            "-n", .. IPv6 ? (string[])["--listening-ip=::1", "--relay-ip=::1"] : [], .. IPv4 ? (string[])["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"] : [],
            $"--listening-port={Text(Port)}", $"--tls-listening-port={Text(TlsPort)}",
            "--cert=cert.pem", "--pkey=key.pem", "--realm=lab", "--no-cli", "--cli-password=none", "--allow-loopback-peers", "--fingerprint",
            "--no-stdout-log", "--log-file=log", "--simple-log", "--verbose", "--pidfile=pid", "--userdb=db",
        ];
        foreach (var argument in fixedArguments.Concat(_arguments))
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var began = TimeProvider.System.GetTimestamp();
        while (!await ListensAsync())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
                throw new InvalidOperationException($"coturn does not listen: {Log}");
            await Task.Delay(20);
        }

        return this;
    }

    /// <summary>kill -9: it gives nothing back and says nothing.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Certificate.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    internal static int FreePort()
    {
        // Free for UDP as well, as far as that can be known.
        while (true)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                return ((IPEndPoint)tcp.LocalEndPoint!).Port;
            }
            catch (SocketException)
            {
                // Taken by somebody else: another one.
            }
        }
    }

    private async Task<bool> ListensAsync()
    {
        foreach (var port in (int[])[Port, TlsPort])
        {
            using var probe = new Socket(IPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, port);
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

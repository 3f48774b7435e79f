namespace CamAgent.Commands;

/// <summary>How the program ends (contract §2); the numbers are those of sysexits.h.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>A needed service, device or file is not there.</summary>
    public const int Unavailable = 69;

    public const int Internal = 70;

    public const int NoPermission = 77;

    /// <summary>The service manager does not start the agent again on this one.</summary>
    public const int Configuration = 78;
}

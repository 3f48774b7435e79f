using CamAgent.Access;

namespace CamAgent.Demo;

/// <summary>How mosquitto is started: so that it dies with the agent, whatever happens to the agent.</summary>
/// <param name="Program">Full path of what to execute.</param>
/// <param name="Arguments">Before mosquitto's own.</param>
/// <param name="Owner">The user and group that mosquitto becomes; null: the agent's own.</param>
/// <param name="StaysRoot">The agent is root and nobody else is there to run the broker as.</param>
internal sealed record LocalBrokerCommand(string Program, IReadOnlyList<string> Arguments, (uint User, uint Group)? Owner, bool StaysRoot)
{
    private const string User = "mosquitto";

    /// <param name="searchPath"><c>PATH</c>.</param>
    /// <exception cref="LocalBrokerException">There is no mosquitto.</exception>
    public static LocalBrokerCommand Find(string? searchPath)
    {
        var mosquitto = Locate("mosquitto", searchPath)
            ?? throw new LocalBrokerException("The demo needs the broker mosquitto, which is not installed: sudo apt install mosquitto");
        var setpriv = Locate("setpriv", searchPath);
        var setsid = Locate("setsid", searchPath);
        var isRoot = NativeFile.EffectiveUser() == 0;
        if (setpriv is null)
            return new LocalBrokerCommand(mosquitto, [], null, isRoot);

        // The kernel forgets the death signal when a process changes its user (prctl(2), PR_SET_PDEATHSIG), as mosquitto does when root starts it.
        // So setpriv changes the user, and then sets the signal.
        List<string> arguments = ["--pdeathsig", "TERM"];
        var owner = isRoot ? AccountOf(User) : null;
        if (owner is { } account)
            arguments.AddRange([$"--reuid={account.User}", $"--regid={account.Group}", "--clear-groups"]);
        // Its own session: Ctrl-C at the terminal is for the agent, which then ends the broker last.
        if (setsid is not null)
            arguments.Add(setsid);
        arguments.Add(mosquitto);
        return new LocalBrokerCommand(setpriv, arguments, owner, isRoot && owner is null);
    }

    /// <summary>Debian's place for daemons is not in every user's PATH.</summary>
    private static string? Locate(string name, string? searchPath) =>
        (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin").Append("/usr/bin")
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(path => Path.IsPathRooted(path) && File.Exists(path));

    private static (uint User, uint Group)? AccountOf(string name)
    {
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            if (fields.Length >= 4 && fields[0] == name && uint.TryParse(fields[2], out var user) && uint.TryParse(fields[3], out var group))
                return (user, group);
        }

        return null;
    }
}

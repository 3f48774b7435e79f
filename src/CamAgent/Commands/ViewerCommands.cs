using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CamAgent.Access;
using CamAgent.Configuration;

namespace CamAgent.Commands;

internal static class ViewerCommands
{
    public static int Add(CommandContext context, ConfigurationOptions source, ParseResult result, string name, string? expires, string allow, bool json)
    {
        if (!Viewer.IsName(name))
            throw new CommandException(ExitCode.Usage, $"\"{RawValue.Printable(name)}\" is no name for a viewer: allowed is {Viewer.NameRule}.");
        if (!ViewerRightsText.TryParse(allow.Split(',', StringSplitOptions.TrimEntries), out var rights))
            throw new CommandException(ExitCode.Usage, $"--allow {RawValue.Printable(allow)}: allowed are view, talk and control, with commas between them.");
        TimeSpan? lifetime = null;
        if (expires is not null)
            lifetime = Lifetime.TryParse(expires, out var parsed) ? parsed : throw new CommandException(ExitCode.Usage, $"--expires {RawValue.Printable(expires)}: allowed is {Lifetime.Rule}.");

        // Who may add viewers need not be allowed to read the broker's password.
        var configuration = source.Load(result, checkFiles: false);
        var page = ViewerPage.AddressOf(configuration.Http, Environment.MachineName)
            ?? throw new CommandException(ExitCode.Configuration, "A pairing link needs the page's address: set http.publicUrl, or http.listen with a port.");
        var directory = StateDirectory.From(context.Environment);
        var identity = new IdentityCertificateStore(directory, context.CreateIdentity).LoadOrCreate();
        _ = IdentityFingerprint.TryCompute(identity, out var fingerprint);
        var store = new ViewerStore(directory, context.Time);
        var viewer = store.Add(name, rights, lifetime);

        var link = new PairingLink(page, configuration.Device.Id, configuration.Device.Name, fingerprint, viewer.Name, viewer.Secret,
            configuration.Mqtt.ViewerUrl?.OriginalString ?? "", configuration.Mqtt.TopicPrefix).ToString();
        if (json)
            WriteJson(context, new ViewerDocument(viewer.Name, viewer.Rights.ToNames(), viewer.Created, viewer.Expires, link), ViewerJson.Default.ViewerDocument);
        else
            Print(context, viewer, link);
        Explain(context, configuration, page, store);
        return ExitCode.Ok;
    }

    public static int List(CommandContext context, bool json)
    {
        var store = new ViewerStore(StateDirectory.From(context.Environment), context.Time);
        var viewers = store.List();
        if (json)
        {
            WriteJson(context, [.. viewers.Select(viewer => new ViewerDocument(viewer.Name, viewer.Rights.ToNames(), viewer.Created, viewer.Expires, null)
            {
                Expired = viewer.IsExpired(context.Time.GetUtcNow()),
            })], ViewerJson.Default.ViewerDocumentArray);
            return ExitCode.Ok;
        }

        if (viewers.Count == 0)
            context.Error.WriteLine($"Nobody may watch yet ({store.Path}). \"camagent viewer add NAME\" changes that.");
        foreach (var viewer in viewers)
            context.Output.WriteLine($"{viewer.Name,-32}  {string.Join(',', viewer.Rights.ToNames()),-17}  since {Date(viewer.Created)}  {Validity(viewer, context.Time.GetUtcNow())}");
        return ExitCode.Ok;
    }

    public static int Remove(CommandContext context, string name)
    {
        var store = new ViewerStore(StateDirectory.From(context.Environment), context.Time);
        if (!store.Remove(name))
            throw new CommandException(ExitCode.Usage, $"There is no viewer named \"{RawValue.Printable(name)}\" in {store.Path}. \"camagent viewer list\" lists them.");
        context.Output.WriteLine($"{name} may no longer watch.");
        return ExitCode.Ok;
    }

    private static void Print(CommandContext context, Viewer viewer, string link)
    {
        var isColored = context.TerminalWidth > 0 && !context.Environment.ContainsKey("NO_COLOR") && context.Environment.GetValueOrDefault("TERM") is not (null or "dumb");
        var rows = TerminalQrCode.Render(link, isColored, out var width);
        if (rows is null)
            context.Error.WriteLine("The link is too long for a QR code.");
        else if (context.TerminalWidth > 0 && context.TerminalWidth < width)
            context.Error.WriteLine($"The QR code needs a terminal of {width} columns; this one has {context.TerminalWidth}.");
        foreach (var row in rows is not null && (context.TerminalWidth == 0 || context.TerminalWidth >= width) ? rows : [])
            context.Output.WriteLine(row);
        context.Output.WriteLine();
        context.Output.WriteLine(link);
        context.Output.WriteLine();
        context.Output.WriteLine($"{viewer.Name} may {string.Join(", ", viewer.Rights.ToNames())}; {Validity(viewer, context.Time.GetUtcNow())}. Whoever has this link can do so: give it to nobody else.");
    }

    private static void Explain(CommandContext context, AgentConfiguration configuration, Uri page, ViewerStore store)
    {
        context.Error.WriteLine($"Kept in {store.Path}; an agent that runs with this state directory knows it already.");
        if (page.IsLoopback)
            context.Error.WriteLine($"The link leads to {page}, which only this machine reaches. Set http.publicUrl to the address that viewers use.");
        if (!configuration.Access.Required)
            context.Error.WriteLine("This configuration does not require access control (access.required=false): everybody who reaches the page may watch.");
    }

    private static string Validity(Viewer viewer, DateTimeOffset now) => viewer.Expires switch
    {
        null => "never expires",
        { } expires when viewer.IsExpired(now) => $"expired {Date(expires)}",
        { } expires => $"expires {Date(expires)}",
    };

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static void WriteJson<T>(CommandContext context, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        context.Output.WriteLine(JsonSerializer.Serialize(value, type));
}

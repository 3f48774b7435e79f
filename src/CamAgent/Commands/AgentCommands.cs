using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace CamAgent.Commands;

/// <summary>The commands and their options.</summary>
internal static class AgentCommands
{
    public static RootCommand Build(CommandContext context)
    {
        var config = new Option<string?>("--config") { Description = "The configuration file (default: /etc/camagent/camagent.json)", HelpName = "FILE", Recursive = true };
        var demo = new Option<bool>("--demo") { Description = "Show everything without a camera or a broker of your own" };
        var root = new RootCommand("Live video from a camera to browsers. Without a command: run.") { config, demo };
        var source = new ConfigurationOptions(context, config, demo);
        foreach (var option in root.Options.OfType<VersionOption>())
            option.Action = new VersionAction(context);

        var run = new Command("run", "Run the agent") { demo };
        root.SetAction((result, stop) => RunCommand.InvokeAsync(context, source, result, stop));
        run.SetAction((result, stop) => RunCommand.InvokeAsync(context, source, result, stop));
        root.Add(run);
        root.Add(Config(context, source, demo));
        root.Add(Viewer(context, source));
        root.Add(Doctor(context, source, demo));
        root.Add(Offer(context, source, demo));
        root.Add(Capture(context, source, demo));
        return root;
    }

    private static Command Config(CommandContext context, ConfigurationOptions source, Option<bool> demo)
    {
        var check = new Command("check", "Check the configuration and print every problem") { demo };
        check.SetAction(result => ConfigCommands.Check(context, source, result));
        var reference = new Command("reference", "Write the reference of all keys, in Markdown") { Hidden = true };
        reference.SetAction(_ => ConfigCommands.Reference(context));
        return new Command("config", "Look at the configuration") { check, reference };
    }

    private static Command Viewer(CommandContext context, ConfigurationOptions source)
    {
        var name = new Argument<string>("NAME") { Description = $"Who: {Access.Viewer.NameRule}" };
        var expires = new Option<string?>("--expires") { Description = "How long it is valid, like 12h, 30d or 8w (default: for ever)", HelpName = "TIME" };
        var allow = new Option<string>("--allow") { Description = "What is allowed: view, talk, control", HelpName = "RIGHTS", DefaultValueFactory = _ => "view" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };

        var add = new Command("add", "Let somebody watch: prints a pairing link and its QR code") { name, expires, allow, json };
        add.SetAction(result => ViewerCommands.Add(context, source, result, result.GetRequiredValue(name), result.GetValue(expires), result.GetRequiredValue(allow), result.GetValue(json)));
        var list = new Command("list", "List who may watch") { json };
        list.SetAction(result => ViewerCommands.List(context, result.GetValue(json)));
        var remove = new Command("remove", "Take the permission away, at once") { name };
        remove.SetAction(result => ViewerCommands.Remove(context, result.GetRequiredValue(name)));
        return new Command("viewer", "Say who may watch") { add, list, remove };
    }

    private static Command Doctor(CommandContext context, ConfigurationOptions source, Option<bool> demo)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var doctor = new Command("doctor", "Check everything that the agent needs, and say what to do") { json, demo };
        doctor.SetAction((result, stop) => DoctorCommand.InvokeAsync(context, source, result, result.GetValue(json), stop));
        return doctor;
    }

    private static Command Offer(CommandContext context, ConfigurationOptions source, Option<bool> demo)
    {
        var offer = new Command("offer", "Serve one viewer by copy and paste: reads its offer from standard input and prints the answer") { demo };
        offer.SetAction((result, stop) => context.Runner.OfferAsync(source.Load(result), context.Input, context.Output, stop));
        return offer;
    }

    private static Command Capture(CommandContext context, ConfigurationOptions source, Option<bool> demo)
    {
        var file = new Option<string>("--out") { Description = "The file to write, H.264 (Annex B)", HelpName = "FILE.h264", Required = true };
        var seconds = new Option<int>("--seconds") { Description = "How long", HelpName = "N", DefaultValueFactory = _ => 10 };
        var capture = new Command("capture", "Write to a file what the encoder gives") { file, seconds, demo };
        capture.SetAction((result, stop) => CaptureCommand.InvokeAsync(context, source, result, result.GetRequiredValue(file), result.GetValue(seconds), stop));
        return capture;
    }

    private sealed class VersionAction(CommandContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            context.Output.WriteLine($"camagent {ProductVersion.Text}");
            return ExitCode.Ok;
        }
    }
}

/// <summary>The version of this build.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

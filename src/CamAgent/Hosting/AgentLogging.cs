using Microsoft.Extensions.Logging.Console;

namespace CamAgent.Hosting;

/// <summary>Where log lines go: to standard error, one line each; below systemd in its own format, with the level where journald wants it.</summary>
internal static class AgentLogging
{
    public static void Configure(ILoggingBuilder logging, IReadOnlyDictionary<string, string> environment, bool quiet)
    {
        logging.SetMinimumLevel(quiet ? LogLevel.Warning : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (quiet)
            logging.AddFilter("CamAgent.Viewers", LogLevel.Information);
        // systemd.exec(5): set when standard output or error is connected to the journal.
        if (environment.ContainsKey("JOURNAL_STREAM"))
        {
            logging.AddSystemdConsole();
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
                options.ColorBehavior = LoggerColorBehavior.Default;
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}

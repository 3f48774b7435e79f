using System.Text;

namespace CamAgent.Configuration;

/// <summary>docs/configuration.md, written from the schema.</summary>
internal static class ConfigurationReference
{
    private const string Introduction = """
        # Configuration

        <!-- Written by `camagent config reference`, from the tables in src/CamAgent/Configuration/ConfigurationSchema.Tables.cs; a test compares the two. -->

        JSON, with comments and trailing commas, in `/etc/camagent/camagent.json`, or in the file that `--config` names. Without the default file, every key has its default.
        At most 1 MiB. `camagent config check` says what is wrong, all at once; a start with a wrong configuration ends with exit code 78.

        - **Environment.** A variable overrides a key: `CAMAGENT__MQTT__URL` is `mqtt.url`. List items go by index: `CAMAGENT__VIDEO__COMMAND__0`,
          `CAMAGENT__WEBRTC__ICESERVERS__0__URLS__0`. An index may add one item at the end.
        - **Secrets** stay in files that keys ending in `File` name. A name without a slash is first looked for in `$CREDENTIALS_DIRECTORY`
          (systemd's `LoadCredential=`), and that one wins. Other relative paths are relative to the configuration file. A secret is text of at most 16 KiB; the line end
          behind it is dropped. No secret is ever printed.
        - **Demo.** `--demo` changes defaults: `video.source` is `test`, `access.required` is `false`, `http.listen` is `http://127.0.0.1:8080`. The default file is not read then;
          one that `--config` names is, and it and the environment win over the demo's defaults.
        - **Reload.** Keys marked *live* count at once after a reload; others after a restart, and the log names them.

        """;

    public static string Write()
    {
        var builder = new StringBuilder(Introduction);
        var section = "";
        foreach (var key in ConfigurationSchema.Keys)
        {
            var keySection = key.Path[..key.Path.IndexOf('.', StringComparison.Ordinal)];
            if (keySection != section)
            {
                section = keySection;
                builder.Append('\n').Append("## ").Append(section).Append("\n\n| key | allowed | default | live | |\n|---|---|---|---|---|\n");
            }

            builder.Append("| `").Append(key.Path).Append("` | ").Append(Cell(key.Allowed)).Append(" | ").Append(Cell(Default(key)))
                .Append(" | ").Append(key.IsLive ? "live" : "").Append(" | ").Append(Cell(key.Description)).Append(" |\n");
        }

        return builder.ToString();
    }

    private static string Default(ConfigurationKey key) => key switch
    {
        { DefaultInWords: { } words } => words,
        { IsRequired: true } => "must be given",
        _ when key.Write(key.Default) is { Length: > 0 } text => $"`{text}`",
        _ => "`\"\"`",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

namespace CamAgent.Configuration;

/// <summary>Every key there is. Reading, checking, the diff of a reload and docs/configuration.md all follow these tables (contract §3).</summary>
internal static partial class ConfigurationSchema
{
    /// <summary>Of any list.</summary>
    internal const int MaximumItems = 64;

    private static readonly ConfigurationKey[] All = [.. Device, .. Video, .. Mqtt, .. WebRtc, .. Http, .. Home, .. Recording];

    private static readonly Dictionary<string, ConfigurationKey> ByPath = All.ToDictionary(key => key.Path, StringComparer.Ordinal);

    public static IReadOnlyList<ConfigurationKey> Keys => All;

    /// <summary>The keys as a tree, for walking it beside a document.</summary>
    public static SchemaNode Root { get; } = SchemaNode.Build(All);

    /// <param name="path">Of a key, with or without list indexes.</param>
    public static ConfigurationKey? Find(string path) => ByPath.GetValueOrDefault(WithoutIndexes(path));

    /// <summary><c>gpio.inputs[3].name</c> is <c>gpio.inputs[].name</c>.</summary>
    private static string WithoutIndexes(string path)
    {
        if (!path.Contains('[', StringComparison.Ordinal))
            return path;
        var length = 0;
        Span<char> characters = path.Length <= 256 ? stackalloc char[path.Length] : new char[path.Length];
        var isIndex = false;
        foreach (var c in path)
        {
            isIndex = c != ']' && (isIndex || c == '[');
            if (!isIndex || c == '[')
                characters[length++] = c;
        }

        return new string(characters[..length]);
    }

    private static TextKey FilePath(string path, string description, bool isSecret = false) =>
        new(path, "", "the path of a file, or the name of a credential", Grammar.IsPath, description) { MayBeEmpty = true, NamesSecret = isSecret };
}

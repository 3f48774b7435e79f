namespace CamAgent.Configuration;

/// <summary>A name in the schema: a section, a list of objects, or a key.</summary>
internal sealed class SchemaNode
{
    private readonly Dictionary<string, SchemaNode> _children = new(StringComparer.Ordinal);

    /// <summary>Null for a section or a list of objects.</summary>
    public ConfigurationKey? Key { get; private set; }

    /// <summary>A list of objects, each with the children.</summary>
    public bool IsList { get; private set; }

    public IReadOnlyDictionary<string, SchemaNode> Children => _children;

    public static SchemaNode Build(IEnumerable<ConfigurationKey> keys)
    {
        var root = new SchemaNode();
        foreach (var key in keys)
        {
            var node = root;
            foreach (var segment in key.Path.Split('.'))
            {
                var isList = segment.EndsWith("[]", StringComparison.Ordinal);
                var name = isList ? segment[..^2] : segment;
                if (!node._children.TryGetValue(name, out var child))
                    node._children.Add(name, child = new SchemaNode { IsList = isList });
                node = child;
            }

            node.Key = key;
        }

        return root;
    }

    /// <summary>As environment variables spell it: without regard to case.</summary>
    public KeyValuePair<string, SchemaNode>? FindIgnoringCase(string name)
    {
        foreach (var child in _children)
        {
            if (string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase))
                return child;
        }

        return null;
    }
}

namespace CamAgent.Access;

/// <summary>Rights as the command line and the store spell them: <c>view,talk,control</c>.</summary>
internal static class ViewerRightsText
{
    private static readonly (ViewerRights Right, string Name)[] Names = [(ViewerRights.View, "view"), (ViewerRights.Talk, "talk"), (ViewerRights.Control, "control")];

    public static string[] ToNames(this ViewerRights rights) => [.. Names.Where(entry => rights.HasFlag(entry.Right)).Select(entry => entry.Name)];

    /// <summary>False for an unknown name, or none at all.</summary>
    public static bool TryParse(IEnumerable<string> names, out ViewerRights rights)
    {
        rights = ViewerRights.None;
        foreach (var name in names)
        {
            var entry = Array.Find(Names, entry => entry.Name == name);
            if (entry.Name is null)
                return false;
            rights |= entry.Right;
        }

        return rights != ViewerRights.None;
    }
}

namespace CamAgent.Configuration;

/// <summary>One thing that is wrong, as one line for people.</summary>
/// <param name="Key">The key as it was written (a variable's name, where one gave it), or the file.</param>
/// <param name="Value">What was written, masked where it may be a secret; null where that says nothing.</param>
/// <param name="Text">What is allowed or what to do.</param>
internal sealed record ConfigurationProblem(string Key, string? Value, string Text)
{
    public override string ToString() => Value is null ? $"{Key}: {Text}" : $"{Key} = {Value}: {Text}";
}

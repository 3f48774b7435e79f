using Xunit.Abstractions;

namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>
/// The part of vstest's <c>--filter</c> that is used here: <c>PROPERTY OPERATOR VALUE</c> joined by <c>&amp;</c> and, weaker, <c>|</c>. Properties are
/// FullyQualifiedName, Name, DisplayName and traits; operators =, !=, ~ (contains) and !~. A lone value means FullyQualifiedName~VALUE.
/// </summary>
internal sealed class TestFilter
{
    private static readonly string[] Operators = ["!=", "!~", "=", "~"];
    private readonly IReadOnlyList<IReadOnlyList<Func<ITestCase, bool>>> _alternatives;

    private TestFilter(IReadOnlyList<IReadOnlyList<Func<ITestCase, bool>>> alternatives) => _alternatives = alternatives;

    internal static TestFilter Everything { get; } = new([[_ => true]]);

    internal static bool TryParse(string text, out TestFilter filter)
    {
        filter = Everything;
        if (text.AsSpan().IndexOfAny('(', ')') >= 0)
            return false;
        filter = new([.. text.Split('|').Select(all => all.Split('&').Select(term => Condition(term.Trim())).ToList())]);
        return true;
    }

    internal bool Matches(ITestCase test) => _alternatives.Any(all => all.All(condition => condition(test)));

    private static Func<ITestCase, bool> Condition(string term)
    {
        var at = term.AsSpan().IndexOfAny('!', '=', '~');
        if (at <= 0)
            return test => Values(test, "FullyQualifiedName").Any(value => value.Contains(term, StringComparison.OrdinalIgnoreCase));
        var sign = Operators.First(candidate => term.AsSpan(at).StartsWith(candidate, StringComparison.Ordinal) || candidate == "~");
        var (property, wanted) = (term[..at].Trim(), term[(at + sign.Length)..].Trim());
        var contains = sign.EndsWith('~');
        var negated = sign.StartsWith('!');
        return test => negated != Values(test, property).Any(value => contains
            ? value.Contains(wanted, StringComparison.OrdinalIgnoreCase)
            : value.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static List<string> Values(ITestCase test, string property) => property switch
    {
        "FullyQualifiedName" => [$"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}"],
        "Name" => [test.TestMethod.Method.Name],
        "DisplayName" => [test.DisplayName],
        _ => test.Traits.TryGetValue(property, out var values) ? values : [],
    };
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CamAgent.Bench;

/// <summary>The tables of one run, written as Markdown for readers and as JSON for programs.</summary>
internal sealed class Report
{
    private readonly List<(string Title, string[] Columns, List<string[]> Rows)> _tables = [];

    internal List<string> Failures { get; } = [];

    internal void Begin(string title, params string[] columns) => _tables.Add((title, columns, []));

    internal void Row(params string[] cells)
    {
        _tables[^1].Rows.Add(cells);
        Console.Error.WriteLine(string.Join("  ", cells));
    }

    internal static string Number(double value, int decimals = 0) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    internal string Markdown()
    {
        var text = new StringBuilder();
        foreach (var (title, columns, rows) in _tables)
        {
            text.Append("### ").AppendLine(title).AppendLine();
            text.Append("| ").AppendJoin(" | ", columns).AppendLine(" |");
            text.Append('|').AppendJoin('|', columns.Select((_, i) => i == 0 ? "---" : "---:")).AppendLine("|");
            foreach (var row in rows)
                text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
            text.AppendLine();
        }

        foreach (var failure in Failures)
            text.Append("**Failed:** ").AppendLine(failure);
        return text.ToString();
    }

    internal string Json()
    {
        var tables = new JsonArray();
        foreach (var (title, columns, rows) in _tables)
        {
            var list = new JsonArray();
            foreach (var row in rows)
                list.Add(new JsonObject(row.Select((cell, i) => KeyValuePair.Create(columns[i], (JsonNode?)Cell(cell)))));
            tables.Add(new JsonObject { ["title"] = title, ["rows"] = list });
        }

        return new JsonObject { ["tables"] = tables, ["failures"] = new JsonArray([.. Failures.Select(failure => (JsonNode)failure)]) }.ToJsonString();
    }

    private static JsonValue Cell(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CamAgent.Doctor;

/// <summary>Writes what was found, for people or for programs.</summary>
internal static class DoctorReport
{
    public static void WriteTable(IReadOnlyCollection<DoctorRow> rows, TextWriter output)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(row => row.Name.Length);
        foreach (var row in rows)
        {
            output.WriteLine($"{Word(row.Status),-4}  {row.Name.PadRight(width)}  {OneLine(row.What)}");
            if (row.Remedy is not null)
                output.WriteLine($"{new string(' ', 6 + width)}  → {OneLine(row.Remedy)}");
        }

        var failed = rows.Count(row => row.Status == DoctorStatus.Fail);
        var warned = rows.Count(row => row.Status == DoctorStatus.Warn);
        output.WriteLine($"{rows.Count} checks: {rows.Count - failed - warned} ok, {warned} to look at, {failed} failed");
    }

    public static void WriteJson(IReadOnlyCollection<DoctorRow> rows, TextWriter output)
    {
        var document = new DoctorDocument(
            rows.All(row => row.Status != DoctorStatus.Fail),
            [.. rows.Select(row => new DoctorRowDocument(row.Name, Word(row.Status), row.What, row.Remedy))]);
        output.WriteLine(JsonSerializer.Serialize(document, DoctorJson.Default.DoctorDocument));
    }

    private static string Word(DoctorStatus status) => status switch
    {
        DoctorStatus.Ok => "ok",
        DoctorStatus.Warn => "warn",
        _ => "fail",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings("; ");
}

/// <param name="Ok">Nothing failed.</param>
internal sealed record DoctorDocument(bool Ok, IReadOnlyList<DoctorRowDocument> Checks);

/// <param name="Status"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
internal sealed record DoctorRowDocument(string Name, string Status, string What, string? Remedy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext;

namespace CamAgent.Devices;

/// <summary>A sensor and what it said last.</summary>
/// <param name="Name"><c>a-z</c>, <c>0-9</c> and <c>-</c>, at most 64 characters; a part of topics.</param>
/// <param name="Kind"><c>temperature</c>, <c>humidity</c>, <c>pressure</c>…</param>
/// <param name="Unit">Empty where there is none.</param>
/// <param name="Precision">Digits behind the point that mean something; the value is rounded to it.</param>
/// <param name="Value">Null: unavailable, not yet read or gone.</param>
/// <param name="Problem">Why it has no value; null when it has one.</param>
internal sealed record SensorReading(string Name, string Kind, string Unit, int Precision, double? Value, string? Problem);

using System.Globalization;
using System.Text;

namespace CamAgent.Metrics;

/// <summary>Writes Prometheus' text format 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Starts a metric; its samples follow.</summary>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    public void Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ');
        foreach (var c in help)
            _ = c switch { '\\' => _text.Append(@"\\"), '\n' => _text.Append(@"\n"), _ => _text.Append(c) };
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    public void Sample(string name, double value, string? label = null, string labelValue = "")
    {
        _text.Append(name);
        if (label is not null)
        {
            _text.Append('{').Append(label).Append("=\"");
            foreach (var c in labelValue)
                _ = c switch { '\\' => _text.Append(@"\\"), '"' => _text.Append("\\\""), '\n' => _text.Append(@"\n"), _ => _text.Append(c) };
            _text.Append("\"}");
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <param name="cumulative">As <see cref="LatencyHistogram.Read"/> fills it.</param>
    public void Histogram(string name, string help, ReadOnlySpan<double> bounds, ReadOnlySpan<long> cumulative, double sum)
    {
        Family(name, "histogram", help);
        for (var i = 0; i < bounds.Length; i++)
            Sample($"{name}_bucket", cumulative[i], "le", Number(bounds[i]));
        Sample($"{name}_bucket", cumulative[^1], "le", "+Inf");
        Sample($"{name}_sum", sum);
        Sample($"{name}_count", cumulative[^1]);
    }

    public override string ToString() => _text.ToString();

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}

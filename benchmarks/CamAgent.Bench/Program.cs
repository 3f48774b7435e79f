using CamAgent.Bench;

// ./bench starts this in the checkout's root; artifacts/bench gets the results.
if (args is [Encoding.GuestPart, var file, var pictures])
{
    Encoding.Measure(file, int.Parse(pictures, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

var quick = args.Contains("--quick", StringComparer.Ordinal);
var only = args.FirstOrDefault(argument => !argument.StartsWith('-'));
var root = Directory.GetCurrentDirectory();
var report = new Report();
if (only is null or "media")
    MediaPath.Run(report, quick);
if (only is null or "sending")
    Sending.Run(report, quick);
if (only is null or "serving")
    Serving.Run(report, root, quick);
if (only is null or "footprint")
    Footprint.Run(report, root, quick);
if (only is null or "encoding")
    Encoding.Run(report, root, quick);

var results = Directory.CreateDirectory(Path.Combine(root, "artifacts/bench")).FullName;
File.WriteAllText(Path.Combine(results, "results.md"), report.Markdown());
File.WriteAllText(Path.Combine(results, "results.json"), report.Json());
Console.WriteLine(report.Markdown());
return report.Failures.Count == 0 ? 0 : 1;

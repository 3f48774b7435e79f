using System.Globalization;
using System.Text;
using System.Xml;

namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>Writes outcomes as vstest's result file (TRX): what <c>./test</c> reads of it.</summary>
internal static class TrxReport
{
    private const string Namespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    internal static void Write(string path, IReadOnlyList<TestOutcome> outcomes)
    {
        using var writer = XmlWriter.Create(path, new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false });
        writer.WriteStartElement("TestRun", Namespace);
        writer.WriteStartElement("Results", Namespace);
        foreach (var outcome in outcomes)
            Write(writer, outcome);
        writer.WriteEndElement();

        var failed = outcomes.Count(outcome => outcome.Verdict == TestOutcome.Failed);
        var passed = outcomes.Count(outcome => outcome.Verdict == TestOutcome.Passed);
        writer.WriteStartElement("ResultSummary", Namespace);
        writer.WriteAttributeString("outcome", failed == 0 ? "Completed" : "Failed");
        writer.WriteStartElement("Counters", Namespace);
        writer.WriteAttributeString("total", outcomes.Count.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("executed", (passed + failed).ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("passed", passed.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failed", failed.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Write(XmlWriter writer, TestOutcome outcome)
    {
        writer.WriteStartElement("UnitTestResult", Namespace);
        writer.WriteAttributeString("testName", outcome.Name);
        writer.WriteAttributeString("duration", outcome.Duration.ToString("c", CultureInfo.InvariantCulture));
        writer.WriteAttributeString("outcome", outcome.Verdict);
        if (outcome.Message.Length > 0)
        {
            writer.WriteStartElement("Output", Namespace);
            writer.WriteStartElement("ErrorInfo", Namespace);
            writer.WriteElementString("Message", Namespace, outcome.Message);
            writer.WriteElementString("StackTrace", Namespace, outcome.Stack);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}

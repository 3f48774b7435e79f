using System.Text;
using CamAgent.Configuration;
using CamAgent.Tests.Shared;

namespace CamAgent.Tests.Configuration;

public sealed class ConfigurationFuzzTests
{
    [Fact]
    public void Whatever_the_file_holds_the_answer_is_a_configuration_or_problems()
    {
        byte[][] corpus =
        [
            "{}"u8.ToArray(),
            """{ "video": { "width": 800, "bitrate": { "maxKbps": 4000 }, "command": ["a", "b"] }, "webRtc": { "iceServers": [ { "urls": ["turn:[::1]:3478?transport=udp"] } ] } } """u8.ToArray(),
            """{ "gpio": { "inputs": [ { "name": "pir", "line": 4, "bias": "pull-up" } ] }, "http": { "listen": "http://[::1]:8080" }, "mqtt": { "topicPrefix": "a/b" } /* c */, }"""u8.ToArray(),
        ];
        Fuzz.Bytes(seed: 4711, rounds: 4000, maximumLength: 600, corpus, input =>
        {
            var document = new ConfigurationDocument();
            document.ReadJson("fuzz", input);
            var values = new ConfigurationValues(document, new Dictionary<string, object> { ["device.id"] = "id", ["device.name"] = "name" });
            var configuration = new ConfigurationBinding(values, "/", null).Bind(false, null, new HashSet<string>());
            new ConfigurationRules(configuration, values, document).Check(checkFiles: false);
            foreach (var problem in document.Problems)
                Assert.DoesNotContain(problem.ToString(), char.IsControl);
        });
    }

    [Fact]
    public void Whatever_an_address_is_reading_it_does_not_throw()
    {
        byte[][] corpus = ["turn:[2001:db8::1]:3478?transport=udp"u8.ToArray(), "http://[::1]:8080/"u8.ToArray(), "mqtts://broker.example.org:8883"u8.ToArray(), "https://a"u8.ToArray()];
        Fuzz.Bytes(seed: 815, rounds: 5000, maximumLength: 80, corpus, input =>
        {
            var text = Encoding.UTF8.GetString(input);
            _ = IceServerUrl.TryParse(text, out _);
            _ = HttpListenAddress.TryParse(text, out _);
            _ = Grammar.IsMqttUrl(text);
            _ = Grammar.IsOrigin(text);
            _ = Grammar.IsTopicPrefix(text);
            _ = NearestKey.To(text);
            _ = ConfigurationSchema.Find(text);
        });
    }
}

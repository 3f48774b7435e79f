using System.Text.Json;
using Microsoft.Playwright;

namespace CamAgent.EndToEnd.Lab;

/// <summary>A page with a connection of its own, over WHEP, and data channels on it: Chromium's SCTP against the agent's.</summary>
internal sealed class ChannelPage
{
    private const string Script =
        """
        (() => {
          const all = new Map();
          // What a message holds follows from its number, so that it can be compared without being kept.
          const bytes = (number, length) => {
            const content = new Uint8Array(length);
            for (let i = 4; i < length; i++) content[i] = (number * 31 + i * 7 + (i >> 8)) & 255;
            if (length >= 4) new DataView(content.buffer).setInt32(0, number);
            return content;
          };
          const text = (number, length) => (number + ':').padEnd(length, 'abcdefghij').slice(0, length);
          const same = (a, b) => typeof a === 'string' ? a === b : a.length === b.length && a.every((value, i) => value === b[i]);

          window.lab = {
            connection: null,
            async connect({ video = false, dataFirst = false, open = true } = {}) {
              const connection = lab.connection = new RTCPeerConnection();
              const data = () => { if (open) lab.first = connection.createDataChannel('echo'); };
              if (dataFirst) data();
              if (video) {
                const { receiver } = connection.addTransceiver('video', { direction: 'recvonly' });
                lab.receiver = receiver;
              }
              if (!dataFirst) data();
              let offer = await connection.createOffer();
              await connection.setLocalDescription(offer);
              await new Promise(done => {
                const limit = setTimeout(done, 2000);
                connection.onicegatheringstatechange = () => { if (connection.iceGatheringState === 'complete') { clearTimeout(limit); done(); } };
              });
              let sdp = connection.localDescription.sdp;
              const response = await fetch('/whep', { method: 'POST', headers: { 'content-type': 'application/sdp' }, body: sdp });
              const answer = await response.text();
              if (response.status !== 201) throw new Error(response.status + ' ' + answer);
              lab.answer = answer;
              lab.resource = response.headers.get('location');
              await connection.setRemoteDescription({ type: 'answer', sdp: answer });
              if (open) await lab.opened(lab.first);
              return answer;
            },
            opened(channel) {
              channel.binaryType = 'arraybuffer';
              if (channel.readyState === 'open') return Promise.resolve();
              return new Promise((done, fail) => {
                channel.onopen = () => done();
                channel.onclose = () => fail(new Error('closed'));
                setTimeout(() => fail(new Error('not open: ' + channel.readyState + ', ' + lab.connection.connectionState + ', ' + lab.connection.sctp?.state)), 15000);
              });
            },
            async open(label, options) {
              const channel = lab.connection.createDataChannel(label, options);
              await lab.opened(channel);
              return channel;
            },
            // Sends messages of these lengths and collects what comes back; a kind of message that may get lost ends with silence.
            async echo(channel, { lengths, isText = false, mayLose = false }) {
              const received = [];
              let wrong = 0, last = performance.now(), finish;
              const complete = new Promise(done => { finish = done; });
              channel.onmessage = ({ data }) => {
                last = performance.now();
                const content = typeof data === 'string' ? data : new Uint8Array(data);
                if ((typeof data === 'string') !== isText) wrong++;
                const number = typeof data === 'string' ? parseInt(data || '-1') : content.length >= 4 ? new DataView(data).getInt32(0) : -1;
                const at = number >= 0 && number < lengths.length ? number : received.length;
                if (!same(content, (isText ? text : bytes)(at, lengths[at]))) wrong++;
                received.push(at);
                if (received.length === lengths.length) finish();
              };
              for (let i = 0; i < lengths.length; i++) {
                while (channel.bufferedAmount > 4_000_000) await new Promise(done => setTimeout(done, 1));
                channel.send((isText ? text : bytes)(i, lengths[i]));
              }
              const watch = setInterval(() => { if (mayLose && channel.bufferedAmount === 0 && performance.now() - last > 3000) finish(); }, 100);
              const limit = setTimeout(finish, 60000);
              await complete;
              clearInterval(watch);
              clearTimeout(limit);
              return { received: received.length, distinct: new Set(received).size, wrong, inOrder: received.every((value, i) => i === 0 || value > received[i - 1]) };
            },
          };
        })()
        """;

    private ChannelPage(IPage page) => Page = page;

    internal IPage Page { get; }

    internal static async Task<ChannelPage> OpenAsync(Stage stage)
    {
        var context = await stage.Browser.Browser.NewContextAsync();
        await context.AddInitScriptAsync(Script);
        var page = await context.NewPageAsync();
        // Any document of the agent's own origin will do; this one runs no scripts.
        await page.GotoAsync(new Uri(stage.Agent.Address, "healthz").ToString());
        return new ChannelPage(page);
    }

    /// <summary>Connects with a first <c>echo</c> channel, <c>lab.first</c>.</summary>
    /// <returns>The agent's answer.</returns>
    internal Task<string> ConnectAsync(string options = "{}") => Page.EvaluateAsync<string>($"() => lab.connect({options})");

    internal async Task<Echoed> EchoAsync(string channel, string options)
    {
        var json = await Page.EvaluateAsync<string>($"async () => JSON.stringify(await lab.echo({channel}, {options}))");
        var result = JsonDocument.Parse(json).RootElement;
        return new Echoed(
            result.GetProperty("received").GetInt32(), result.GetProperty("distinct").GetInt32(), result.GetProperty("wrong").GetInt32(), result.GetProperty("inOrder").GetBoolean());
    }

    /// <param name="Wrong">Of them, such as were not what was sent.</param>
    internal sealed record Echoed(int Received, int Distinct, int Wrong, bool InOrder);
}

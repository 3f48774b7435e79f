using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>Chromium's data channels against the agent's, through <c>echo</c>.</summary>
[Trait("Category", "Browser")]
public sealed class DataChannelTests(OpenStage fixture) : IClassFixture<OpenStage>, IAsyncLifetime
{
    private const string Lengths = "[0, 1, 2, 100, 1131, 1132, 1133, 16384, 65535, 65536, 262143, 262144]";

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The next test finds nobody watching.</summary>
    public Task DisposeAsync() => fixture.Stage.ClearAsync();

    [BrowserFact]
    public async Task Messages_of_every_length_come_back_as_they_were()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync("{ video: true }");
        Assert.Equal(new ChannelPage.Echoed(12, 12, 0, true), await page.EchoAsync("lab.first", $"{{ lengths: {Lengths} }}"));
        Assert.Equal(new ChannelPage.Echoed(12, 12, 0, true), await page.EchoAsync("lab.first", $"{{ lengths: {Lengths}, isText: true }}"));
    }

    [BrowserTheory]
    [InlineData("{}", true)]
    [InlineData("{ ordered: false }", false)]
    [InlineData("{ ordered: false, maxRetransmits: 0 }", false)]
    [InlineData("{ maxRetransmits: 3 }", true)]
    [InlineData("{ maxPacketLifeTime: 2000 }", true)]
    public async Task A_thousand_messages_come_back_whatever_the_channel_promises(string options, bool isOrdered)
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync();
        await page.Page.EvaluateAsync($"async () => {{ lab.channel = await lab.open('echo', {options}); }}");
        var echoed = await page.EchoAsync("lab.channel", "{ lengths: Array.from({ length: 1000 }, (_, i) => 4 + (i * 37) % (i % 10 === 0 ? 20000 : 2000)), mayLose: true }");
        Assert.Equal(0, echoed.Wrong);
        Assert.Equal(echoed.Received, echoed.Distinct);
        Assert.True(!isOrdered || echoed.InOrder, "not in order");
        // Loopback drops nothing unless a buffer is full; only who may lose may lack some then.
        Assert.InRange(echoed.Received, options.Contains("max", StringComparison.Ordinal) ? 900 : 1000, 1000);
    }

    [BrowserFact]
    public async Task Twenty_channels_at_once_do_not_mix()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync("{ video: true }");
        var results = await page.Page.EvaluateAsync<string>(
            """
            async () => {
              const channels = await Promise.all(Array.from({ length: 20 }, (_, i) => lab.open('echo', { ordered: i % 2 === 0, protocol: 'p' + i })));
              const echoed = await Promise.all(channels.map((channel, i) => lab.echo(channel, { lengths: Array.from({ length: 50 }, (_, n) => 10 + (i * 997 + n * 131) % 30000), isText: i % 3 === 0 })));
              return echoed.map(e => `${e.received}/${e.distinct}/${e.wrong}`).join(' ');
            }
            """);
        Assert.Equal(string.Join(' ', Enumerable.Repeat("50/50/0", 20)), results);
    }

    [BrowserFact]
    public async Task Channels_are_opened_and_closed_again_and_again()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync();
        var ids = await page.Page.EvaluateAsync<string>(
            """
            async () => {
              const ids = [];
              for (let i = 0; i < 100; i++) {
                const channel = await lab.open('echo');
                ids.push(channel.id);
                const { received, wrong } = await lab.echo(channel, { lengths: [4 + i] });
                if (received !== 1 || wrong !== 0) throw new Error('echo ' + i);
                const closed = new Promise(done => { channel.onclose = done; });
                channel.close();
                await closed;
              }
              return [...new Set(ids)].join(' ');
            }
            """);
        // An id is free again only when both sides have let go of it: a few take turns.
        Assert.InRange(ids.Split(' ').Length, 1, 3);
    }

    [BrowserFact]
    public async Task A_label_that_stands_for_nothing_is_closed_and_the_rest_goes_on()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync();
        await page.Page.EvaluateAsync(
            "() => new Promise((done, fail) => { const c = lab.connection.createDataChannel('nonsense'); c.onclose = () => done(); setTimeout(() => fail(new Error('stays ' + c.readyState)), 5000); })");
        Assert.Equal(new ChannelPage.Echoed(1, 1, 0, true), await page.EchoAsync("lab.first", "{ lengths: [1000] }"));
    }

    [BrowserFact]
    public async Task Channels_beyond_the_limit_are_closed_and_the_rest_goes_on()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync();
        var states = await page.Page.EvaluateAsync<string>(
            """
            async () => {
              const states = { open: 0, closed: 0 };
              const channels = Array.from({ length: 500 }, () => lab.connection.createDataChannel('echo'));
              await Promise.all(channels.map(channel => new Promise(done => {
                const settle = () => { if (channel.readyState === 'open') setTimeout(done, 3000); else done(); };
                channel.onopen = settle;
                channel.onclose = settle;
              })));
              for (const channel of channels) states[channel.readyState]++;
              return `${states.open} ${states.closed}`;
            }
            """);
        Assert.Equal("63 437", states);
        Assert.Equal(new ChannelPage.Echoed(1, 1, 0, true), await page.EchoAsync("lab.first", "{ lengths: [1000] }"));
    }

    [BrowserFact]
    public async Task Data_before_video_in_the_offer_serves_both()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        var answer = await page.ConnectAsync("{ video: true, dataFirst: true }");
        Assert.Contains("a=sendonly", answer, StringComparison.Ordinal);
        Assert.Contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", answer, StringComparison.Ordinal);
        Assert.Contains("a=max-message-size:262144", answer, StringComparison.Ordinal);
        Assert.Equal(new ChannelPage.Echoed(1, 1, 0, true), await page.EchoAsync("lab.first", "{ lengths: [1000] }"));
        await Eventually.TrueAsync(
            async () => await page.Page.EvaluateAsync<int>("async () => { for (const r of (await lab.receiver.getStats()).values()) if (r.type === 'inbound-rtp') return r.framesDecoded; return 0; }") > 10,
            ViewerPage.Patience,
            () => "no video");
    }

    [BrowserFact]
    public async Task A_viewer_that_leaves_takes_its_channels_with_it()
    {
        var page = await ChannelPage.OpenAsync(fixture.Stage);
        await page.ConnectAsync("{ video: true }");
        await page.Page.EvaluateAsync("() => lab.connection.close()");
        await fixture.Stage.WaitForViewersAsync(0, TimeSpan.FromSeconds(10));
    }
}

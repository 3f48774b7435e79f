using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Commands;

/// <summary><c>camagent offer</c>: no broker, no server, a person in between.</summary>
[Trait("Category", "Browser")]
public sealed class CopyAndPasteTests
{
    private const string MakeOffer =
        """
        async () => {
          const c = window.connection = new RTCPeerConnection();
          c.addTransceiver('video', { direction: 'recvonly' });
          const video = document.body.appendChild(document.createElement('video'));
          video.muted = true; video.autoplay = true;
          c.ontrack = e => { video.srcObject = new MediaStream([e.track]); video.play() };
          await c.setLocalDescription();
          if (c.iceGatheringState !== 'complete')
            await new Promise(done => c.onicegatheringstatechange = () => c.iceGatheringState === 'complete' && done());
          return c.localDescription.sdp;
        }
        """;

    private const string FramesDecoded =
        "async () => { for (const r of (await window.connection.getStats()).values()) if (r.type === 'inbound-rtp') return r.framesDecoded ?? 0; return 0 }";

    [BrowserFact]
    public async Task An_offer_that_a_person_pastes_gets_an_answer_and_a_picture()
    {
        await using var agent = new Agent(null);
        Directory.CreateDirectory(agent.StateDirectory);
        await using var browser = await Chromium.StartAsync();
        var page = await browser.Browser.NewPageAsync();
        var offer = await page.EvaluateAsync<string>(MakeOffer);
        using var camera = agent.Begin(offer, "offer");
        await Eventually.TrueAsync(
            () => camera.Output.Contains("Paste this answer", StringComparison.Ordinal), TimeSpan.FromSeconds(15), () => $"no answer: {camera.Output}");
        var answer = camera.StandardOutput.Trim().ReplaceLineEndings("\r\n") + "\r\n";
        Assert.StartsWith("v=0", answer, StringComparison.Ordinal);
        await page.EvaluateAsync("sdp => window.connection.setRemoteDescription({ type: 'answer', sdp })", answer);
        await Eventually.TrueAsync(
            async () => await page.EvaluateAsync<int>(FramesDecoded) >= 30, ViewerPage.Patience, () => $"no picture: {camera.Output}");

        // It serves this one viewer, and ends with it.
        await page.EvaluateAsync("() => window.connection.close()");
        Assert.Equal(0, await camera.WaitAsync(TimeSpan.FromSeconds(15)));
    }
}

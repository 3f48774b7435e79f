using System.Text;
using CamAgent.Access;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Paste;

/// <summary>Signaling without any server (<c>camagent offer</c>): a person carries the offer here and the answer back.</summary>
internal sealed class PasteSignaling(IViewerSessions sessions, TimeProvider time, RandomSource random)
{
    /// <summary>The longest text read, in characters: base64 of JSON of the largest description.</summary>
    public const int MaximumCharacters = 160 * 1024;

    private const string Channel = "paste";
    private const string Instruction = "Paste this answer into the viewer. The session lasts until the viewer leaves, or Ctrl-C.";

    /// <summary>How long to look for addresses before the answer is made: a person waits, and there is no second message.</summary>
    public TimeSpan GatheringLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads one offer, prints its answer and serves the viewer until it leaves.</summary>
    /// <param name="input">Ends with an empty line, with the closing brace of JSON, or with the stream.</param>
    /// <param name="output">Gets the answer and nothing else.</param>
    /// <param name="messages">Gets the words for people.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the session is closed.</exception>
    public async Task<PasteOutcome> RunAsync(TextReader input, TextWriter output, TextWriter messages, CancellationToken cancellationToken)
    {
        await messages.WriteLineAsync("Paste the viewer's offer, then an empty line.").ConfigureAwait(false);
        var (offer, problem) = await ReadAsync(input, cancellationToken).ConfigureAwait(false);
        if (offer is null)
            return new PasteOutcome(SignalErrorCode.BadRequest, problem);

        var session = SessionName.Create(random);
        var observer = new GatheringObserver();
        try
        {
            var outcome = await sessions
                .OfferAsync(new ViewerOffer(session, offer.Sdp, null, ViewerRights.All, Channel), observer, cancellationToken)
                .ConfigureAwait(false);
            if (outcome is not OfferOutcome.Answered answered)
                return outcome is OfferOutcome.Refused refused ? new PasteOutcome(refused.Code, refused.Message) : PasteOutcome.Unknown;

            var answer = await observer.CompleteAsync(answered.Sdp, GatheringLimit, time, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(offer.Format(answer)).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            await messages.WriteLineAsync(Instruction).ConfigureAwait(false);
            var reason = await observer.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new PasteOutcome(null, reason);
        }
        finally
        {
            // Also when the answer could not be written; one that has ended, or never began, is ignored.
            sessions.Close(session, Channel, "the copy-and-paste session was stopped");
        }
    }

    private static async Task<(PastedOffer? Offer, string Problem)> ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var line = new StringBuilder();
        var buffer = new char[4096];
        int count;
        while ((count = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (text.Length + count > MaximumCharacters)
                return (null, $"The offer is longer than {MaximumCharacters / 1024} KiB.");
            for (var i = 0; i < count; i++)
            {
                text.Append(buffer[i]);
                if (buffer[i] != '\n')
                    line.Append(buffer[i]);
                else if (EndsAt(line, text, out var offer))
                    return offer is not null ? (offer, "") : Parse(text.ToString());
            }
        }

        return Parse(text.ToString());
    }

    /// <summary>An empty line after something ends it; JSON ends itself, also in base64. Starts the next line.</summary>
    private static bool EndsAt(StringBuilder line, StringBuilder text, out PastedOffer? offer)
    {
        offer = null;
        var last = line.ToString().Trim();
        line.Clear();
        if (last.Length == 0)
            return text.ToString().AsSpan().Trim().Length > 0;

        var whole = text.ToString().Trim();
        return !whole.StartsWith("v=", StringComparison.Ordinal) && (last.EndsWith('}') || !whole.StartsWith('{'))
            && PastedOffer.TryParse(whole, out offer, out _) && offer.Form is PasteForm.Json or PasteForm.Base64Json;
    }

    private static (PastedOffer? Offer, string Problem) Parse(string text) =>
        PastedOffer.TryParse(text, out var offer, out var problem) ? (offer, "") : (null, problem);
}

/// <param name="Refused">Why there was no session; null when there was one.</param>
/// <param name="Reason">For people: why it ended, or why it never began.</param>
internal sealed record PasteOutcome(SignalErrorCode? Refused, string Reason)
{
    public static readonly PasteOutcome Unknown = new(SignalErrorCode.Internal, "The offer was neither answered nor refused.");
}

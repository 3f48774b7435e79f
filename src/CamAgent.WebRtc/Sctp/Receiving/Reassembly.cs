using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>
/// Makes messages of fragments and puts ordered ones in their order (RFC 9260 §6.5, §6.6, §6.9). Fragments of a message have consecutive TSNs,
/// so those that have arrived form runs; there is about one for each gap.
/// </summary>
internal sealed class Reassembly(SctpMemory memory)
{
    private readonly MessageList _runs = new();
    private readonly MessageList _ready = new();
    private readonly Dictionary<ushort, MessageList> _waiting = [];
    private readonly Stack<MessageList> _freeLists = new();
    private readonly StreamSequences _next = new();

    /// <summary>Bytes of memory for everything that has arrived and was not yet released.</summary>
    internal int HeldBytes { get; private set; }

    /// <summary>Takes a fragment whose TSN has not been there before.</summary>
    /// <param name="maximumMessage">Bytes of a whole message.</param>
    /// <returns>False where its message has become longer than that.</returns>
    internal bool TryAdd(in DataChunk chunk, int maximumMessage)
    {
        var fragment = Copy(chunk);
        var previous = _runs.Last;
        while (previous is not null && previous.FirstTsn > chunk.Tsn)
            previous = previous.Previous;
        var next = previous is null ? _runs.First : previous.Next;
        var run = previous is not null && previous.LastTsn.Next == chunk.Tsn && previous.Precedes(chunk) ? previous : null;
        var joins = next is not null && chunk.Tsn.Next == next.FirstTsn && next.Follows(chunk);
        if (run is not null)
            Append(run, fragment, chunk);
        else if (joins)
            Prepend(run = next!, fragment, chunk);
        else
            _runs.InsertAfter(previous, run = Begin(fragment, chunk));

        if (joins && run != next)
            Join(run, next!);
        if (run.Length > maximumMessage)
            return false;
        if (run.IsComplete)
        {
            _runs.Remove(run);
            Complete(run);
        }

        return true;
    }

    /// <summary>The next message for the application, which gives it to <see cref="Release"/> when it is done with it.</summary>
    internal bool TryTake(out IncomingMessage message) => _ready.TryTakeFirst(out message);

    internal void Release(IncomingMessage message)
    {
        HeldBytes -= message.Cost;
        for (var fragment = message.Head; fragment is not null;)
        {
            var next = fragment.Next;
            memory.ReturnBlock(fragment.Block);
            fragment.Block = [];
            fragment.Next = null;
            memory.Fragments.Return(fragment);
            fragment = next;
        }

        message.Head = message.Tail = null;
        memory.Arrivals.Return(message);
    }

    /// <summary>The peer has given up on TSNs up to here (RFC 3758 §3.6): fragments of messages that cannot become whole are dropped.</summary>
    internal void Forward(Tsn cumulative)
    {
        while (_runs.First is { } run && run.FirstTsn <= cumulative)
        {
            _runs.Remove(run);
            Release(run);
        }
    }

    /// <summary>An ordered stream goes on behind a message that will not come; those before it which are there, are delivered.</summary>
    internal void Skip(SkippedSequence skipped)
    {
        var (stream, sequence) = skipped;
        if ((short)(sequence - _next[stream]) < 0)
            return;
        if (_waiting.TryGetValue(stream, out var waiting))
        {
            while (waiting.First is { } message && (short)(message.Sequence - sequence) <= 0)
            {
                waiting.Remove(message);
                _ready.AddLast(message);
            }
        }

        _next[stream] = (ushort)(sequence + 1);
        DeliverWaiting(stream);
    }

    /// <summary>The stream begins anew at zero (RFC 6525 §5.2.2).</summary>
    internal void Reset(ushort stream)
    {
        _next[stream] = 0;
        if (_waiting.Remove(stream, out var waiting))
            Drop(waiting);
    }

    internal void ResetAll()
    {
        _next.Clear();
        foreach (var waiting in _waiting.Values)
            Drop(waiting);
        _waiting.Clear();
    }

    /// <summary>Releases everything.</summary>
    internal void Clear()
    {
        ResetAll();
        Drop(_runs);
        Drop(_ready);
    }

    private void Complete(IncomingMessage message)
    {
        if (message.IsUnordered)
        {
            _ready.AddLast(message);
            return;
        }

        var ahead = (short)(message.Sequence - _next[message.Stream]);
        if (ahead == 0)
        {
            _ready.AddLast(message);
            _next[message.Stream]++;
            DeliverWaiting(message.Stream);
        }
        else if (ahead < 0)
        {
            // A number that has been there: no sender that counts right does this.
            Release(message);
        }
        else
        {
            Wait(message);
        }
    }

    private void Wait(IncomingMessage message)
    {
        if (!_waiting.TryGetValue(message.Stream, out var waiting))
            _waiting.Add(message.Stream, waiting = _freeLists.TryPop(out var free) ? free : new MessageList());
        var previous = waiting.Last;
        while (previous is not null && (short)(previous.Sequence - message.Sequence) > 0)
            previous = previous.Previous;
        if (previous is not null && previous.Sequence == message.Sequence)
            Release(message);
        else
            waiting.InsertAfter(previous, message);
    }

    private void DeliverWaiting(ushort stream)
    {
        if (_waiting.Count == 0 || !_waiting.TryGetValue(stream, out var waiting))
            return;
        while (waiting.First is { } message && message.Sequence == _next[stream])
        {
            waiting.Remove(message);
            _ready.AddLast(message);
            _next[stream]++;
        }

        if (waiting.First is null)
        {
            _waiting.Remove(stream);
            _freeLists.Push(waiting);
        }
    }

    private IncomingFragment Copy(in DataChunk chunk)
    {
        var fragment = memory.Fragments.Rent();
        fragment.Block = memory.RentBlock(chunk.Payload.Length);
        fragment.Length = chunk.Payload.Length;
        chunk.Payload.CopyTo(fragment.Block);
        HeldBytes += SctpMemory.CostOf(chunk.Payload.Length);
        return fragment;
    }

    private IncomingMessage Begin(IncomingFragment fragment, in DataChunk chunk)
    {
        var run = memory.Arrivals.Rent();
        run.Stream = chunk.Stream;
        run.Sequence = chunk.StreamSequence;
        run.PayloadProtocol = chunk.PayloadProtocol;
        run.IsUnordered = chunk.IsUnordered;
        run.HasBeginning = chunk.IsBeginning;
        run.HasEnd = chunk.IsEnd;
        run.FirstTsn = run.LastTsn = chunk.Tsn;
        run.Length = fragment.Length;
        run.Cost = SctpMemory.CostOf(fragment.Length);
        run.Head = run.Tail = fragment;
        return run;
    }

    private static void Append(IncomingMessage run, IncomingFragment fragment, in DataChunk chunk)
    {
        run.Tail!.Next = fragment;
        run.Tail = fragment;
        run.LastTsn = chunk.Tsn;
        run.HasEnd = chunk.IsEnd;
        Count(run, fragment);
    }

    private static void Prepend(IncomingMessage run, IncomingFragment fragment, in DataChunk chunk)
    {
        fragment.Next = run.Head;
        run.Head = fragment;
        run.FirstTsn = chunk.Tsn;
        run.HasBeginning = chunk.IsBeginning;
        // §3.3.1: every fragment has it; the first one's counts.
        run.PayloadProtocol = chunk.PayloadProtocol;
        Count(run, fragment);
    }

    private static void Count(IncomingMessage run, IncomingFragment fragment)
    {
        run.Length += fragment.Length;
        run.Cost += SctpMemory.CostOf(fragment.Length);
    }

    private void Join(IncomingMessage run, IncomingMessage next)
    {
        _runs.Remove(next);
        run.Tail!.Next = next.Head;
        run.Tail = next.Tail;
        run.LastTsn = next.LastTsn;
        run.HasEnd = next.HasEnd;
        run.Length += next.Length;
        run.Cost += next.Cost;
        next.Head = next.Tail = null;
        memory.Arrivals.Return(next);
    }

    private void Drop(MessageList messages)
    {
        while (messages.TryTakeFirst(out var message))
            Release(message);
    }
}

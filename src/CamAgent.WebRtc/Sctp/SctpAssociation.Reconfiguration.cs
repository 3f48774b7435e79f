using System.Buffers.Binary;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>Streams that begin anew (RFC 6525): how data channels are closed (RFC 8831 §6.7). Each side resets the direction it sends in.</summary>
internal sealed partial class SctpAssociation
{
    private const int MaximumStreamsInRequest = 256;

    private readonly Queue<ushort> _toReset = new();
    private readonly List<ushort> _resetting = [];
    private readonly List<ushort> _deferred = [];
    private bool _hasDeferred;
    private bool _isAskedToWait;
    private Tsn _deferredUntil;
    private uint _nextReset;
    private uint _currentReset;
    private Tsn _resetLastTsn;
    private uint _expectedReset;
    private ReconfigurationResult _lastResult;
    private Instant _resetAt = Instant.Never;

    /// <summary>Resets this side's direction of a stream, once all that was accepted for it has arrived. <see cref="SctpEventKind.OutgoingReset"/> says when it is done.</summary>
    internal void ResetStream(ushort stream)
    {
        if (!_hasEnded)
            _toReset.Enqueue(stream);
    }

    /// <summary>Drops what was accepted for a stream and is not on its way yet.</summary>
    internal void Discard(ushort stream)
    {
        if (_queue.Find(stream) is { } found)
            _queue.Discard(found);
    }

    private void TryBeginReset(Instant now)
    {
        if (_toReset.Count == 0 || _resetting.Count > 0 || State != SctpState.Established)
            return;
        // RFC 6525 §5.1.2: the stream's data has to arrive before.
        for (var waiting = _toReset.Count; waiting > 0 && _resetting.Count < MaximumStreamsInRequest; waiting--)
        {
            var stream = _toReset.Dequeue();
            if (_queue.Find(stream) is { Chunks: > 0 })
                _toReset.Enqueue(stream);
            else
                _resetting.Add(stream);
        }

        if (_resetting.Count == 0)
            return;
        if (!_capabilities.HasFlag(PeerCapabilities.Reconfiguration))
        {
            // There is no way to tell; the peer will not either.
            foreach (var stream in _resetting)
                _events.Enqueue(new SctpEvent(SctpEventKind.IncomingReset, stream));
            FinishReset();
            return;
        }

        BeginRequest(now);
    }

    private void BeginRequest(Instant now)
    {
        _currentReset = _nextReset;
        _nextReset = unchecked(_nextReset + 1);
        _resetLastTsn = _outstanding.NextTsn.Previous;
        SendRequest(now);
    }

    private void SendRequest(Instant now)
    {
        Span<byte> value = stackalloc byte[ParameterReader.HeaderSize + OutgoingResetRequest.FixedSize + (sizeof(ushort) * MaximumStreamsInRequest)];
        var writer = new ParameterWriter(value);
        OutgoingResetRequest.Write(
            ref writer, _currentReset, unchecked(_expectedReset - 1), _resetLastTsn, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_resetting));
        // The parameter's padding is the chunk's: after the last parameter it is not counted.
        var unpadded = ParameterReader.HeaderSize + OutgoingResetRequest.FixedSize + (sizeof(ushort) * _resetting.Count);
        QueueChunk(ChunkType.Reconfiguration, 0, value[..unpadded]);
        _resetAt = now + _timeout.Current;
    }

    private void OnResetTimeout(Instant now)
    {
        _resetAt = Instant.Never;
        if (_resetting.Count == 0)
            return;
        if (_isAskedToWait)
        {
            // The answer to one number never changes; a later answer needs another number.
            _isAskedToWait = false;
            BeginRequest(now);
            return;
        }

        SendRequest(now);
    }

    private void FinishReset()
    {
        foreach (var stream in _resetting)
        {
            _queue.Forget(stream);
            _events.Enqueue(new SctpEvent(SctpEventKind.OutgoingReset, stream));
        }

        _resetting.Clear();
        _resetAt = Instant.Never;
        _isAskedToWait = false;
    }

    private void HandleReconfiguration(in Chunk chunk, Instant now)
    {
        if (State is not (SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived))
            return;
        var reader = new ParameterReader(chunk.Value);
        while (reader.TryRead(out var type, out var whole))
        {
            var value = whole[ParameterReader.HeaderSize..];
            switch ((ParameterType)type)
            {
                case ParameterType.OutgoingReset when OutgoingResetRequest.TryRead(value, out var request):
                    HandleOutgoingReset(request);
                    break;
                case ParameterType.ReconfigurationResponse when value.Length >= 2 * sizeof(uint):
                    HandleResponse(
                        BinaryPrimitives.ReadUInt32BigEndian(value), (ReconfigurationResult)BinaryPrimitives.ReadUInt32BigEndian(value[4..]), now);
                    break;
                case ParameterType.IncomingReset or ParameterType.SsnTsnReset or ParameterType.AddOutgoingStreams or ParameterType.AddIncomingStreams
                    when value.Length >= sizeof(uint):
                    // Nothing of this belongs to data channels (RFC 8831 §6.2).
                    Deny(BinaryPrimitives.ReadUInt32BigEndian(value));
                    break;
            }
        }

        if (reader.IsMalformed)
            _violations++;
    }

    private void HandleOutgoingReset(in OutgoingResetRequest request)
    {
        if (request.Request == unchecked(_expectedReset - 1))
        {
            // RFC 6525 §5.2.1: sent again because the answer was lost.
            Respond(request.Request, _hasDeferred ? ReconfigurationResult.InProgress : _lastResult);
            return;
        }

        if (request.Request != _expectedReset)
        {
            _violations++;
            Respond(request.Request, ReconfigurationResult.BadSequenceNumber);
            return;
        }

        _expectedReset = unchecked(_expectedReset + 1);
        _deferred.Clear();
        for (var i = 0; i < request.Streams.Count; i++)
            _deferred.Add(request.Streams[i]);
        _deferredUntil = request.LastTsn;
        _hasDeferred = true;
        TryPerformDeferred();
        Respond(request.Request, _hasDeferred ? ReconfigurationResult.InProgress : _lastResult);
    }

    /// <summary>§5.2.2: what was sent before the reset has arrived.</summary>
    private void FinishDeferredReset(Instant now)
    {
        if (!_hasDeferred)
            return;
        TryPerformDeferred();
        // Told at once: whoever asked would only ask again after a timeout.
        if (!_hasDeferred)
            Respond(unchecked(_expectedReset - 1), _lastResult);
    }

    private void TryPerformDeferred()
    {
        if (_received.Cumulative < _deferredUntil)
            return;
        _hasDeferred = false;
        _lastResult = ReconfigurationResult.Performed;
        if (_deferred.Count == 0)
        {
            _reassembly.ResetAll();
            _events.Enqueue(new SctpEvent(SctpEventKind.AllIncomingReset));
        }

        foreach (var stream in _deferred)
        {
            _reassembly.Reset(stream);
            _events.Enqueue(new SctpEvent(SctpEventKind.IncomingReset, stream));
        }

        _deferred.Clear();
    }

    private void Deny(uint request)
    {
        if (request == _expectedReset)
        {
            _expectedReset = unchecked(_expectedReset + 1);
            _lastResult = ReconfigurationResult.Denied;
        }

        Respond(request, ReconfigurationResult.Denied);
    }

    private void HandleResponse(uint request, ReconfigurationResult result, Instant now)
    {
        if (_resetting.Count == 0 || request != _currentReset)
            return;
        if (result is ReconfigurationResult.InProgress or ReconfigurationResult.RequestAlreadyInProgress)
        {
            _isAskedToWait = true;
            _resetAt = now + _timeout.Current;
            return;
        }

        // Performed, or refused for good: in either case there is nothing left to do.
        FinishReset();
    }

    private void Respond(uint request, ReconfigurationResult result)
    {
        Span<byte> value = stackalloc byte[ParameterReader.HeaderSize + (2 * sizeof(uint))];
        var writer = new ParameterWriter(value);
        var place = writer.Add((ushort)ParameterType.ReconfigurationResponse, 2 * sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(place, request);
        BinaryPrimitives.WriteUInt32BigEndian(place[4..], (uint)result);
        QueueChunk(ChunkType.Reconfiguration, 0, writer.Written);
    }
}

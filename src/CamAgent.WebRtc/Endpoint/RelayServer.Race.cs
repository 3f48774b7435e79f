using System.Net.Sockets;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

#pragma warning disable RS0030 // Net/ and Endpoint/ are the edge: here failures of sockets are met.

/// <summary>How an allocation is come by.</summary>
internal sealed partial class RelayServer
{
    /// <summary>Looks up names and credentials, then tries the ways. What is in use meanwhile stays.</summary>
    private void Begin(Instant now)
    {
        EndRace();
        _beginAt = _renewAt = Instant.Never;
        var round = ++_round;
        _race = new TurnRace();
        _credential = null;
        if (_current is null)
            SetState(RelayState.Connecting, _problem);
        _lookUps = 1;
        _ = Task.Run(() =>
        {
            try
            {
                var credential = Configuration.Credentials.Create();
                host.Post(() => OnCredential(round, credential));
            }
            catch (TurnCredentialException exception)
            {
                host.Post(() => OnNothing(round, exception.Message));
            }
        });
    }

    private void OnCredential(int round, TurnCredential credential)
    {
        if (round != _round)
            return;
        _credential = credential;
        var names = Configuration.Uris.Select(uri => uri.Host).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        _lookUps = names.Count;
        foreach (var name in names)
            _ = LookUpAsync(round, name);
        if (names.Count == 0)
            OnNothing(round, "no address is configured");
    }

    private async Task LookUpAsync(int round, string name)
    {
        try
        {
            // Task.Run: the system's resolver may do its work before it returns a task, and this is the media loop.
            var found = await Task.Run(() => host.LookUpAsync(name)).ConfigureAwait(false);
            host.Post(() => OnLookedUp(round, name, found));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            host.Post(() => OnNothing(round, $"the name {name} is not known: {exception.Message}"));
        }
    }

    private void OnLookedUp(int round, string name, System.Net.IPAddress[] found)
    {
        if (round != _round || _race is null)
            return;
        _lookUps--;
        foreach (var uri in Configuration.Uris)
        {
            if (string.Equals(uri.Host, name, StringComparison.OrdinalIgnoreCase) && found.Length > 0)
                _race.Add(Array.ConvertAll(found, address => TransportAddress.From(address, uri.Port)), uri.Transport, uri.Host);
        }

        RunRace(host.Now);
        GiveUpIfOver(found.Length == 0 ? $"the name {name} has no address" : _problem, host.Now);
    }

    private void OnNothing(int round, string problem)
    {
        if (round != _round || _race is null)
            return;
        _lookUps--;
        GiveUpIfOver(problem, host.Now);
    }

    private void RunRace(Instant now)
    {
        while (_race is not null && _race.TryTakeNext(now, out var target))
        {
            var attempt = new RelayAttempt(target, _credential!, now);
            _racing.Add(attempt);
            if (target.Transport == TurnTransport.Udp)
                OpenUdp(attempt, now);
            else
                _ = ConnectAsync(attempt, _round);
        }
    }

    private void OpenUdp(RelayAttempt attempt, Instant now)
    {
        try
        {
            attempt.Open(new RelayUdpTransport(attempt.Target.Address), random, now);
            OnRoutesChanged();
        }
        catch (SocketException exception)
        {
            Fail(attempt, exception.Message, now);
        }
    }

    private async Task ConnectAsync(RelayAttempt attempt, int round)
    {
        var name = attempt.Target.Transport == TurnTransport.Tls ? attempt.Target.Host : null;
        try
        {
            var stop = attempt.Connecting;
            var stream = await Task.Run(() => RelayStream.ConnectAsync(attempt.Target.Address, name, Roots, host.Wake, stop), stop).ConfigureAwait(false);
            host.Post(() => OnConnected(attempt, stream, round), stream.Dispose);
        }
        catch (Exception exception) when (exception is RelayConnectException or OperationCanceledException)
        {
            host.Post(() => Fail(attempt, exception.Message, host.Now));
        }
    }

    private void OnConnected(RelayAttempt attempt, RelayStream stream, int round)
    {
        if (round != _round || !_racing.Contains(attempt))
        {
            stream.Dispose();
            return;
        }

        attempt.Open(stream, random, host.Now);
        OnRoutesChanged();
    }

    /// <summary>The first to have an allocation wins; the others are given back.</summary>
    private void Win(RelayAttempt winner, Instant now)
    {
        _ = _racing.Remove(winner);
        EndRace();
        IsFirst = false;
        _wait = FirstWait;
        _allocatedAt = now;
        var before = _current;
        _current = winner;
        winner.IsTold = true;
        foreach (var relayed in winner.Allocation.Relayed)
            host.AddRelayed(relayed, winner.Allocation.Mapped, winner.Target.Address, ((int)winner.Target.Transport * MaximumServers) + ordinal);
        if (before is not null)
        {
            // What does not answer is no use to anybody; what does serves those who send from it until they move on.
            if (before.Allocation.IsSuspect(now))
                Drop(before);
            else
                Retire(before, now);
        }

        OnRoutesChanged();
        // Three quarters of the time: enough is left for a server that is away for a while.
        if (winner.Credential.Expires is { } expires)
            _renewAt = now + Max((expires - time.GetUtcNow()) * 0.75, ShortestRenewal);
        State = RelayState.Connecting;
        SetState(RelayState.Active, "");
    }

    private void Fail(RelayAttempt attempt, string problem, Instant now)
    {
        if (!_racing.Remove(attempt))
            return;
        Discard(attempt);
        _race?.OnFailed();
        RunRace(now);
        GiveUpIfOver($"{attempt.Target.Transport.ToString().ToUpperInvariant()} {attempt.Target.Address}: {problem}", now);
    }

    private void GiveUpIfOver(string problem, Instant now)
    {
        if (_race is null || !_race.IsExhausted || _racing.Count > 0 || _lookUps > 0)
        {
            if (_current is null && problem.Length > 0)
                _problem = problem;
            return;
        }

        _race = null;
        IsFirst = false;
        // The answer to what was lost in between: nobody's.
        _round++;
        Wait(now);
        if (_current is null)
            SetState(RelayState.Waiting, problem);
    }

    private void Wait(Instant now)
    {
        // Half to one and a half: cameras that lost a server together do not come back to it together.
        _beginAt = now + (_wait * (0.5 + random.NextDouble()));
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
    }

    private void EndRace()
    {
        _race = null;
        _isRescue = false;
        foreach (var attempt in _racing)
            Discard(attempt);
        _racing.Clear();
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

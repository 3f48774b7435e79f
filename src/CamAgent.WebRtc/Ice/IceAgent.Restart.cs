namespace CamAgent.WebRtc.Ice;

/// <summary>ICE restart (RFC 8445 §9): a new generation grows while the old one carries the media.</summary>
public sealed partial class IceAgent
{
    /// <summary>
    /// How long the generation that was replaced still answers: the other side may learn of the nomination a little later.
    /// </summary>
    private static readonly TimeSpan RetirementDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Begins a new generation: new local credentials, no remote ones yet, the same local candidates. The selected pair stays until the new
    /// generation has
    /// one, and requests for the old ufrag are answered until <see cref="IceEventKind.CredentialsRetired"/>.
    /// </summary>
    /// <param name="role">The new role; null keeps it.</param>
    /// <returns>The credentials to be signaled.</returns>
    public IceCredentials Restart(Instant now, IceRole? role = null)
    {
        if (State == IceState.Closed)
            return _current.Local;

        // A second restart before the first has led anywhere: the generation that carries the media is the one to keep.
        if (_previous is not null && _selectedGeneration == _previous)
        {
            Retire(_current);
        }
        else
        {
            if (_previous is not null)
                Retire(_previous);
            _previous = _current;
        }

        _previous.RetireAt = Instant.Never;
        _ = _checks.RemoveAll(static check => check.Purpose == CheckPurpose.Connectivity);
        _current = new(IceCredentials.Create(_random));
        Role = role ?? Role;
        if (State == IceState.Failed)
            SetState(IceState.Checking);
        Advance(now);
        return _current.Local;
    }

    private void RetirePrevious(Instant now)
    {
        if (_previous is null || now < _previous.RetireAt)
            return;
        Retire(_previous);
        _previous = null;
    }

    private void Retire(IceGeneration generation)
    {
        _ = _checks.RemoveAll(check => check.Generation == generation);
        foreach (var pair in generation.CheckList.Pairs)
            pair.IsRemoved = true;
        if (_selectedGeneration == generation)
            Deselect();
        CollectValidated(generation);
        Raise(new(IceEventKind.CredentialsRetired, State, Text: generation.Local.Ufrag));
    }

    /// <summary>Both generations may have validated one path, so the set is made anew.</summary>
    private void CollectValidated(IceGeneration? retired = null)
    {
        _validated.Clear();
        AddValid(_current);
        AddValid(_previous);

        void AddValid(IceGeneration? generation)
        {
            if (generation is null || generation == retired)
                return;
            foreach (var pair in generation.CheckList.Pairs)
            {
                if (pair.State == CandidatePairState.Succeeded)
                    _ = _validated.Add(pair.Path);
            }
        }
    }
}

using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>
/// The candidate pairs of one generation, best first, and the queue of triggered checks (RFC 8445 §6.1.2 and §6.1.4). It decides which
/// check comes next; when it is sent is the agent's business.
/// </summary>
internal sealed class CheckList
{
    /// <summary>RFC 8445 §6.1.2.5: recommended default.</summary>
    public const int MaximumPairs = 100;

    private readonly List<CandidatePair> _pairs = [];
    private readonly List<CandidatePair> _triggered = [];

    /// <summary>By priority, highest first.</summary>
    public List<CandidatePair> Pairs => _pairs;

    public CandidatePair? Find(in NetworkPath path)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Path == path)
                return pair;
        }

        return null;
    }

    /// <summary>Adds a pair whose path is not in the list yet, as Waiting or Frozen. False where the list is full of better ones.</summary>
    /// <param name="mustAdd">A pair that a check has arrived on: it takes the place of the least promising one.</param>
    public bool TryAdd(CandidatePair pair, bool mustAdd)
    {
        if (_pairs.Count >= MaximumPairs && !TryMakeRoom(pair, mustAdd))
            return false;
        pair.State = IsFoundationBusy(pair) ? CandidatePairState.Frozen : CandidatePairState.Waiting;
        Insert(pair);
        return true;
    }

    public void Remove(CandidatePair pair)
    {
        _ = _pairs.Remove(pair);
        Untrigger(pair);
        pair.IsRemoved = true;
        pair.State = CandidatePairState.Failed;
    }

    /// <summary>Puts the pair into the triggered-check queue, once.</summary>
    public void Trigger(CandidatePair pair)
    {
        // A pair that is checked again to be nominated stays valid meanwhile.
        if (pair.State != CandidatePairState.Succeeded)
            pair.State = CandidatePairState.Waiting;
        if (pair.IsTriggered)
            return;
        pair.IsTriggered = true;
        _triggered.Add(pair);
    }

    public void Untrigger(CandidatePair pair)
    {
        if (pair.IsTriggered)
            _ = _triggered.Remove(pair);
        pair.IsTriggered = false;
    }

    /// <summary>RFC 8445 §6.1.4.2: triggered checks first, then the best waiting pair, then the best one that may be unfrozen.</summary>
    /// <param name="ordinary">False: triggered checks only.</param>
    public CandidatePair? TakeNext(bool ordinary)
    {
        if (_triggered.Count > 0)
        {
            var pair = _triggered[0];
            Untrigger(pair);
            return pair;
        }

        return ordinary ? FindOrdinary() : null;
    }

    public bool HasNext(bool ordinary) => _triggered.Count > 0 || (ordinary && FindOrdinary() is not null);

    public bool Has(CandidatePairState state)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == state)
                return true;
        }

        return false;
    }

    public int CountUnfinished()
    {
        var count = 0;
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress)
                count++;
        }

        return count;
    }

    /// <summary>RFC 8445 §7.2.5.3.3: what has the foundation of a pair that works probably works too.</summary>
    public void Unfreeze(CandidatePair succeeded)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == CandidatePairState.Frozen && pair.HasFoundationOf(succeeded))
                pair.State = CandidatePairState.Waiting;
        }
    }

    public CandidatePair? BestValid(Func<CandidatePair, bool>? condition = null)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == CandidatePairState.Succeeded && (condition is null || condition(pair)))
                return pair;
        }

        return null;
    }

    public void UpdatePriorities(IceRole role)
    {
        foreach (var pair in _pairs)
            pair.UpdatePriority(role);
        _pairs.Sort(static (left, right) => right.Priority.CompareTo(left.Priority));
    }

    private CandidatePair? FindOrdinary()
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == CandidatePairState.Waiting)
                return pair;
        }

        foreach (var pair in _pairs)
        {
            if (pair.State == CandidatePairState.Frozen && !IsFoundationBusy(pair))
                return pair;
        }

        return null;
    }

    private bool IsFoundationBusy(CandidatePair candidate)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress && pair != candidate && pair.HasFoundationOf(candidate))
                return true;
        }

        return false;
    }

    private void Insert(CandidatePair pair)
    {
        var at = _pairs.Count;
        while (at > 0 && _pairs[at - 1].Priority < pair.Priority)
            at--;
        _pairs.Insert(at, pair);
    }

    private bool TryMakeRoom(CandidatePair pair, bool mustAdd)
    {
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            var worst = _pairs[i];
            if (worst.State is CandidatePairState.Succeeded or CandidatePairState.InProgress)
                continue;
            if (!mustAdd && worst.State != CandidatePairState.Failed && worst.Priority >= pair.Priority)
                return false;
            Remove(worst);
            return true;
        }

        return false;
    }
}

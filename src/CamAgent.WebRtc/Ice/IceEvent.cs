using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

public enum IceEventKind : byte
{
    /// <summary><see cref="IceEvent.State"/> is the new state.</summary>
    StateChanged,

    /// <summary>Media goes along <see cref="IceEvent.Path"/> from now on; null: there is no path at the moment.</summary>
    SelectedPathChanged,

    /// <summary>
    /// The mDNS name in <see cref="IceEvent.Text"/> is to be looked up and answered through <see cref="IceAgent.SetResolvedName"/>.
    /// </summary>
    ResolveName,

    /// <summary>
    /// Checks will be sent along <see cref="IceEvent.Path"/>, which begins at a relayed address: the relay has to let them through.
    /// </summary>
    RelayPathFormed,

    /// <summary>A role conflict was settled against this agent's role (RFC 8445 §7.3.1.1).</summary>
    RoleChanged,

    /// <summary>Requests for the local ufrag in <see cref="IceEvent.Text"/> are no longer this agent's.</summary>
    CredentialsRetired,
}

/// <summary>What the owner of an agent has to know or do.</summary>
public readonly record struct IceEvent(IceEventKind Kind, IceState State = default, NetworkPath? Path = null, string? Text = null);

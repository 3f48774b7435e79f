using System.Diagnostics.CodeAnalysis;
using CamAgent.Streaming;

namespace CamAgent.Http;

/// <summary>A body of the type <c>application/trickle-ice-sdpfrag</c> (RFC 8840 §9), as far as WHEP needs it.</summary>
/// <param name="UsernameFragment">Null where the fragment has none.</param>
/// <param name="Candidates">In order; each text starts with <c>candidate:</c>.</param>
/// <param name="EndOfCandidates">There will be no more.</param>
internal sealed record TrickleFragment(
    string? UsernameFragment, string? Password, IReadOnlyList<ViewerCandidate> Candidates, bool EndOfCandidates);

/// <summary>Reads a fragment; false for what is not one. Never throws.</summary>
internal delegate bool TryParseTrickleFragment(string text, [NotNullWhen(true)] out TrickleFragment? fragment);

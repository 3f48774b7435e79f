namespace CamAgent.Access;

/// <summary>WHEP's access control (contract §5): a viewer's secret as a bearer token, RFC 6750 §2.1.</summary>
internal static class BearerToken
{
    /// <param name="authorization">The header's value; null when there was none.</param>
    /// <returns>The viewer, or null: the token is missing, malformed, unknown or expired.</returns>
    public static Viewer? Authenticate(ViewerStore store, string? authorization)
    {
        const string Scheme = "Bearer ";
        // RFC 9110 §11.1: the scheme's name has no case.
        if (authorization is null || authorization.Length > 256 || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        Span<byte> secret = stackalloc byte[ViewerSecret.Length];
        var token = authorization.AsSpan(Scheme.Length).Trim(' ');
        return StrictBase64Url.TryDecode(token, secret, out var length) && length == ViewerSecret.Length ? store.FindBySecret(secret) : null;
    }
}

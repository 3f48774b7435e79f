using CamAgent.Access;

namespace CamAgent.Tests.Access;

public sealed class BearerTokenTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ViewerStore _store;
    private readonly Viewer _alice;

    public BearerTokenTests()
    {
        _store = new ViewerStore(StateDirectory.At(_directory.Path), TimeProvider.System);
        _store.Add("bob", ViewerRights.View, null);
        _alice = _store.Add("alice", ViewerRights.All, null);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER  ")]
    public void A_viewers_secret_is_its_token(string scheme) => Assert.Equal("alice", BearerToken.Authenticate(_store, scheme + _alice.Secret.ToBase64Url())?.Name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("Basic YWxpY2U6eA==")]
    public void Anything_else_is_nobody(string? authorization) => Assert.Null(BearerToken.Authenticate(_store, authorization));

    [Fact]
    public void A_token_in_another_spelling_is_nobody()
    {
        var token = _alice.Secret.ToBase64Url();

        Assert.Null(BearerToken.Authenticate(_store, $"Bearer {token}="));
        Assert.Null(BearerToken.Authenticate(_store, $"Bearer {token[..^1]}"));
        Assert.Null(BearerToken.Authenticate(_store, $"Basic {token}"));
        Assert.Null(BearerToken.Authenticate(_store, $"Bearer {token}{token}"));
        Assert.Null(BearerToken.Authenticate(_store, $"Bearer {new string(' ', 300)}{token}"));
    }

    [Fact]
    public void A_removed_viewers_token_is_worth_nothing()
    {
        _store.Remove("alice");

        Assert.Null(BearerToken.Authenticate(_store, $"Bearer {_alice.Secret.ToBase64Url()}"));
    }
}

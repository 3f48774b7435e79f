using System.Runtime.Versioning;
using CamAgent.Access;

namespace CamAgent.Tests.Access;

[SupportedOSPlatform("linux")]
public sealed class ViewerStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly ViewerStore _store;

    public ViewerStoreTests() => _store = new ViewerStore(StateDirectory.At(Path.Combine(_directory.Path, "state")), _time);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Before_the_first_viewer_there_is_none_and_no_file()
    {
        Assert.Empty(_store.List());
        Assert.Null(_store.Find("alice"));
        Assert.False(_store.Remove("alice"));
        Assert.False(Directory.Exists(Path.GetDirectoryName(_store.Path)));
    }

    [Fact]
    public void A_viewer_who_was_added_is_found_by_whoever_looks()
    {
        var added = _store.Add("alice", ViewerRights.View | ViewerRights.Talk, TimeSpan.FromDays(30));
        var found = new ViewerStore(StateDirectory.At(Path.GetDirectoryName(_store.Path)!), _time).Find("alice");

        Assert.NotNull(found);
        Assert.Equal((ViewerRights.View | ViewerRights.Talk, _time.GetUtcNow(), _time.GetUtcNow().AddDays(30)), (found.Rights, found.Created, found.Expires!.Value));
        Assert.True(found.Secret.Matches(added.Secret.Bytes));
    }

    [Fact]
    public void A_removed_viewer_is_unknown_at_once_to_a_store_that_knew_him()
    {
        _store.Add("alice", ViewerRights.View, null);
        var running = new ViewerStore(StateDirectory.At(Path.GetDirectoryName(_store.Path)!), _time);
        Assert.NotNull(running.Find("alice"));

        Assert.True(_store.Remove("alice"));
        Assert.Null(running.Find("alice"));
    }

    [Fact]
    public void Secrets_differ()
    {
        var first = _store.Add("alice", ViewerRights.View, null);

        Assert.False(first.Secret.Matches(_store.Add("bob", ViewerRights.View, null).Secret.Bytes));
    }

    [Fact]
    public void A_name_is_given_once()
    {
        _store.Add("alice", ViewerRights.View, null);

        Assert.Throws<ViewerExistsException>(() => _store.Add("alice", ViewerRights.All, null));
        Assert.Equal(ViewerRights.View, _store.Find("alice")!.Rights);
    }

    [Fact]
    public void An_expired_viewer_is_listed_and_not_found()
    {
        _ = _store.Add("alice", ViewerRights.View, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(_store.Find("alice"));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_store.Find("alice"));
        Assert.Single(_store.List());
    }

    [Fact]
    public void Only_the_owner_may_look_into_the_directory_and_its_files()
    {
        _store.Add("alice", ViewerRights.View, null);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_store.Path)!));
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(_store.Path)!), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"viewers":[]}""")]
    [InlineData("""{"version":1,"viewers":[null]}""")]
    [InlineData("""{"version":1,"viewers":[{"name":"alice","secret":"short","rights":["view"]}]}""")]
    [InlineData("""{"version":1,"viewers":[{"name":"alice","secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","rights":[]}]}""")]
    [InlineData("""{"version":1,"viewers":[{"name":"A B","secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","rights":["view"]}]}""")]
    public void A_corrupt_file_lets_nobody_in_says_so_and_stays_as_it_is(string content)
    {
        _store.Add("alice", ViewerRights.View, null);
        File.WriteAllText(_store.Path, content);

        Assert.Null(_store.Find("alice"));
        Assert.StartsWith(_store.Path, _store.Problem, StringComparison.Ordinal);
        Assert.Throws<StateException>(() => _store.Add("bob", ViewerRights.View, null));
        Assert.Throws<StateException>(() => _store.Remove("alice"));
        Assert.Equal(content, File.ReadAllText(_store.Path));
    }

    [Fact]
    public void A_problem_does_not_tell_a_secret()
    {
        _store.Add("alice", ViewerRights.View, null);
        File.WriteAllText(_store.Path, """{"version":1,"viewers":[{"name":"alice","secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9","rights":["view"]}]}""");

        Assert.DoesNotContain("AAECAw", _store.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("AAECAw", _store.Path + new Viewer("a", ViewerSecret.Create(), ViewerRights.View, default, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mended_file_counts_again()
    {
        _store.Add("alice", ViewerRights.View, null);
        var good = File.ReadAllText(_store.Path);
        File.WriteAllText(_store.Path, "x");
        Assert.NotNull(_store.Problem);

        File.WriteAllText(_store.Path, good);
        Assert.NotNull(_store.Find("alice"));
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        var state = StateDirectory.At(Path.GetDirectoryName(_store.Path)!);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            var store = new ViewerStore(state, _time);
            for (var i = 0; i < 5; i++)
                store.Add($"w{writer}-{i}", ViewerRights.View, null);
            store.Remove($"w{writer}-0");
        })));

        Assert.Equal(32, _store.List().Count);
        Assert.Null(_store.Problem);
        Assert.Empty(Directory.GetFiles(state.Path, ".*"));
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        _store.Add("alice", ViewerRights.View, null);
        var reader = new ViewerStore(StateDirectory.At(Path.GetDirectoryName(_store.Path)!), _time);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                _store.Add("bob", ViewerRights.View, null);
                _store.Remove("bob");
            }
        });
        while (!writing.IsCompleted)
        {
            Assert.NotNull(reader.Find("alice"));
            Assert.Null(reader.Problem);
        }

        await writing;
    }

    [Fact]
    public async Task A_lock_keeps_others_waiting_until_it_is_freed()
    {
        var path = Path.Combine(_directory.Path, "lock");
        var isFree = 0;
        Task<int> other;
        using (StateLock.Take(path))
        {
            // flock belongs to the open file: a second one in the same process is like another process.
            other = Task.Run(() =>
            {
                using (StateLock.Take(path))
                    return Volatile.Read(ref isFree);
            });
            await Task.WhenAny(other, Task.Delay(100));
            Volatile.Write(ref isFree, 1);
        }

        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task A_lock_of_another_process_is_respected()
    {
        var path = Path.Combine(_directory.Path, "lock");
        using (StateLock.Take(path))
            Assert.Equal(1, await FlockAsync(path));
        Assert.Equal(0, await FlockAsync(path));
    }

    /// <summary>flock(1): 1 when somebody else holds the lock.</summary>
    private static async Task<int> FlockAsync(string path)
    {
        using var process = System.Diagnostics.Process.Start("flock", ["--nonblock", "--exclusive", path, "true"]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    [SkippableFact]
    [Trait("Category", "Lab")]
    public void What_root_writes_belongs_to_whom_the_directory_belongs_to()
    {
        Skip.If(NativeFile.EffectiveUser() != 0, "needs root");
        const uint Nobody = 65534;
        var state = Directory.CreateDirectory(Path.GetDirectoryName(_store.Path)!).FullName;
        Assert.Equal(0, NativeFile.ChangeOwner(state, Nobody, Nobody));
        _store.Add("alice", ViewerRights.View, null);

        Assert.All(Directory.GetFiles(state), file => Assert.True(FileStatus.TryGet(file, out var status) && status.User == Nobody, file));
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("a", true)]
    [InlineData("7.front_door-x", true)]
    [InlineData("", false)]
    [InlineData("Alice", false)]
    [InlineData(".alice", false)]
    [InlineData("-alice", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", false)]
    public void A_name_follows_the_rule(string name, bool expected) => Assert.Equal(expected, Viewer.IsName(name));

    [Fact]
    public void The_state_directory_is_systemds_else_the_users()
    {
        Assert.Equal("/var/lib/camagent", StateDirectory.From(new Dictionary<string, string> { ["STATE_DIRECTORY"] = "/var/lib/camagent:/var/lib/other", ["HOME"] = "/home/u" }).Path);
        Assert.Equal("/home/u/.local/state/camagent", StateDirectory.From(new Dictionary<string, string> { ["HOME"] = "/home/u" }).Path);
        Assert.Throws<StateException>(() => StateDirectory.From(new Dictionary<string, string>()));
    }
}

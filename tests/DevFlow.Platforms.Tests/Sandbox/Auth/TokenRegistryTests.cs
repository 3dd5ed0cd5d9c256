using System.Collections;
using System.Reflection;
using DevFlow.Sandbox.Auth;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

public sealed class TokenRegistryTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
    private readonly TokenRegistry<string> _tokens;

    public TokenRegistryTests() => _tokens = new(_clock);

    [Fact]
    public void A_token_is_found_by_its_text_and_by_its_number_with_all_it_was_issued_for()
    {
        Token<string> added = Add("glpat-one", "ada", "api", "read_user");

        Assert.Equal(TokenStatus.Active, _tokens.Find("glpat-one", out Token<string>? found));
        Assert.Same(added, found);
        Assert.Same(added, _tokens.Find(added.Id));
        Assert.Equal("ada", found!.Spec.Owner);
        Assert.Equal(["api", "read_user"], found.Spec.Scopes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("glpat-two")]
    [InlineData("GLPAT-ONE")]
    public void Another_text_is_unknown(string text)
    {
        Add("glpat-one", "ada");

        Assert.Equal(TokenStatus.Unknown, _tokens.Find(text, out Token<string>? found));
        Assert.Null(found);
    }

    [Fact]
    public void A_text_of_absurd_length_is_unknown() =>
        Assert.Equal(TokenStatus.Unknown, _tokens.Find(new string('x', 1_000_000), out _));

    [Fact]
    public void A_token_ends_at_the_moment_of_its_expiry_and_not_before()
    {
        _tokens.Add("glpat-one", new("personal", "ada", []) { ExpiresAt = _clock.GetUtcNow().AddHours(1) });

        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        TokenStatus before = _tokens.Find("glpat-one", out _);
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(TokenStatus.Active, before);
        Assert.Equal(TokenStatus.Expired, _tokens.Find("glpat-one", out _));
    }

    [Fact]
    public void The_same_text_cannot_be_issued_twice()
    {
        Add("glpat-one", "ada");

        Assert.Throws<ArgumentException>(() => Add("glpat-one", "bob"));
    }

    [Fact]
    public void Revoking_tells_whether_there_was_something_to_revoke()
    {
        Token<string> token = Add("glpat-one", "ada");

        Assert.True(_tokens.Revoke(token));
        Assert.False(_tokens.Revoke(token));
        Assert.Equal(TokenStatus.Revoked, _tokens.Find("glpat-one", out _));
        Assert.Equal(_clock.GetUtcNow(), token.EndedAt);
    }

    [Fact]
    public void Rotating_a_rotated_token_revokes_the_family_and_no_other()
    {
        Token<string> first = Add("glpat-one", "ada");
        Token<string> stranger = Add("glpat-other", "bob");
        Assert.Equal(TokenStatus.Active, _tokens.Rotate(first));
        Token<string> second = _tokens.Add("glpat-two", first.Spec, first.Family);

        TokenStatus replay = _tokens.Rotate(first);

        Assert.Equal(TokenStatus.Rotated, replay);
        Assert.Equal(TokenStatus.Revoked, second.Status(_clock.GetUtcNow()));
        Assert.Equal(TokenStatus.Active, stranger.Status(_clock.GetUtcNow()));
    }

    [Fact]
    public void A_token_added_to_a_revoked_family_is_born_revoked()
    {
        Token<string> first = Add("glpat-one", "ada");
        _tokens.Revoke(first.Family);

        Token<string> late = _tokens.Add("glpat-two", first.Spec, first.Family);

        Assert.Equal(TokenStatus.Revoked, late.Status(_clock.GetUtcNow()));
    }

    [Fact]
    public void An_expired_token_cannot_be_rotated_and_takes_nothing_with_it()
    {
        Token<string> first = _tokens.Add("glpat-one", new("personal", "ada", []) { ExpiresAt = _clock.GetUtcNow() });
        Token<string> sibling = _tokens.Add("glpat-two", new("personal", "ada", []), first.Family);

        Assert.Equal(TokenStatus.Expired, _tokens.Rotate(first));
        Assert.Equal(TokenStatus.Active, sibling.Status(_clock.GetUtcNow()));
    }

    [Fact]
    public void The_last_use_is_remembered()
    {
        Token<string> token = Add("glpat-one", "ada");
        DateTimeOffset? before = token.LastUsedAt;

        token.Touch(_clock.GetUtcNow());

        Assert.Null(before);
        Assert.Equal(_clock.GetUtcNow(), token.LastUsedAt);
    }

    [Fact]
    public void Ended_tokens_do_not_pile_up_and_active_ones_stay()
    {
        Token<string> kept = Add("kept", "ada");
        for (int i = 0; i < 50_000; i++)
        {
            _tokens.Revoke(Add($"gone-{i}", "ada"));
        }

        Assert.InRange(_tokens.List().Count, 1, 20_000);
        Assert.Same(kept, _tokens.Find(kept.Id));
        Assert.Equal(TokenStatus.Active, _tokens.Find("kept", out _));
    }

    [Fact]
    public void No_text_of_a_token_is_kept_in_the_registry()
    {
        Token<string> token = Add("glpat-canary", "ada");

        Assert.DoesNotContain("glpat-canary", Strings(token, []), StringComparer.Ordinal);
    }

    private Token<string> Add(string secret, string owner, params string[] scopes) => _tokens.Add(secret, new("personal", owner, scopes));

    private static IEnumerable<string> Strings(object? value, HashSet<object> seen) => value switch
    {
        null => [],
        string text => [text],
        _ when value.GetType().IsPrimitive || value is Delegate || !seen.Add(value) => [],
        IEnumerable items => items.Cast<object?>().SelectMany(item => Strings(item, seen)),
        _ when value.GetType().Namespace?.StartsWith("DevFlow", StringComparison.Ordinal) is true => value.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .SelectMany(field => Strings(field.GetValue(value), seen)),
        _ => [],
    };
}

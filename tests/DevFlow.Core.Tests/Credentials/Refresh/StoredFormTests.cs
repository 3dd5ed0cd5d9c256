using System.Text;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>What a credential of each kind is stored as, and what is known about it without its secret.</summary>
public sealed class StoredFormTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Everything_known_about_a_credential_comes_back_as_it_was_stored()
    {
        using TestStore root = new();
        using CredentialStore store = root.Open();
        Credential draft = TestStore.Draft("work", CredentialKind.OAuth) with
        {
            CanRefresh = true,
            RefreshAt = Now.AddMinutes(1),
            RefreshExpiresAt = Now.AddDays(100),
            RefreshStartedAt = Now,
            State = CredentialState.NeedsReauthentication,
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.ClientId] = "client", ["own"] = "größe" },
        };
        using TokenSet set = new(Bytes("a"), Bytes("r"), Bytes("c"));
        using SecretBuffer packed = set.Pack(CredentialKind.OAuth);

        await store.SaveAsync(draft, packed.Memory, AuditNote.None, TestContext.Current.CancellationToken);
        Credential found = store.Find("work")!;

        Assert.Equal(draft.Attributes, found.Attributes);
        Assert.Equal(draft with { Version = 1, StoredAt = found.StoredAt, Attributes = found.Attributes, Scopes = found.Scopes }, found);
        using SecretBuffer stored = store.OpenSecret("work", AuditNote.None);
        using TokenSet opened = TokenSet.Open(CredentialKind.OAuth, stored);
        Assert.Equal(("a", "r", "c"), (Text(opened.Secret), Text(opened.RefreshToken), Text(opened.ClientSecret)));
    }

    [Theory]
    [InlineData(CredentialKind.Token)]
    [InlineData(CredentialKind.Basic)]
    [InlineData(CredentialKind.WebhookSecret)]
    [InlineData(CredentialKind.ApiKey)]
    [InlineData(CredentialKind.OAuth)]
    [InlineData(CredentialKind.AppKey)]
    [InlineData(CredentialKind.Generic)]
    public void What_is_sent_comes_back_of_every_kind(CredentialKind kind)
    {
        using TokenSet set = new(Bytes("the secret"));
        using SecretBuffer packed = set.Pack(kind);
        using TokenSet opened = TokenSet.Open(kind, packed);

        Assert.Equal("the secret", Text(opened.Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0002")]
    [InlineData("\u0001\u0005\u0000abc")]
    [InlineData("\u0001\u0000\u0000\u0000\u0000\u0000\u0000rest")]
    public void A_layout_that_is_not_known_is_refused(string stored)
    {
        using SecretBuffer bytes = Bytes(stored);
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => TokenSet.Open(CredentialKind.OAuth, bytes)).Reason);
    }

    [Theory]
    [InlineData(8.0, false, CredentialState.Active)]
    [InlineData(6.9, false, CredentialState.ExpiringSoon)]
    [InlineData(-0.1, false, CredentialState.Expired)]
    [InlineData(0.1, true, CredentialState.Active)]
    public void The_state_follows_from_what_ends_it(double days, bool canRefresh, CredentialState expected)
    {
        Credential credential = TestStore.Draft() with { ExpiresAt = Now.AddDays(days), CanRefresh = canRefresh };
        Assert.Equal(expected, credential.At(Now).State);
    }

    [Fact]
    public async Task A_webhook_secret_keeps_the_one_before_until_its_time_is_over()
    {
        using TestStore root = new();
        using CredentialStore store = root.Open();
        using TokenSet first = new(Bytes("first"));
        using SecretBuffer packed = first.Pack(CredentialKind.WebhookSecret);
        await store.SaveAsync(TestStore.Draft("hook", CredentialKind.WebhookSecret), packed.Memory, AuditNote.None, TestContext.Current.CancellationToken);
        using RefreshExchange exchange = new(new Redactor(), root.Time);
        using SecretKeeper keeper = new(
            store, static _ => null, exchange, new Redactor(), new Random(1), root.Time, NullLogger<SecretKeeper>.Instance);

        await ReplaceAsync(keeper, "second");
        DevFlowException early = await Assert.ThrowsAsync<DevFlowException>(() => ReplaceAsync(keeper, "third"));

        Assert.Equal(ErrorReason.InvalidArgument, early.Reason);
        Assert.Equal(("second", "first", true), Read(store, root.Time));
        root.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(("second", "first", false), Read(store, root.Time));
        await ReplaceAsync(keeper, "third");
        Assert.Equal(("third", "second", true), Read(store, root.Time));
    }

    private static async Task ReplaceAsync(SecretKeeper keeper, string next)
    {
        using SecretBuffer secret = Bytes(next);
        await keeper.ReplaceWebhookSecretAsync("hook", secret, TimeSpan.FromHours(24), TestContext.Current.CancellationToken);
    }

    private static (string Current, string Previous, bool HasPrevious) Read(CredentialStore store, FakeTimeProvider time)
    {
        using SecretBuffer stored = store.OpenSecret("hook", AuditNote.None);
        using WebhookSecretPair pair = WebhookSecretPair.Open(stored);
        return (Text(pair.Current), Text(pair.Previous), pair.HasPrevious(time.GetUtcNow()));
    }

    private static SecretBuffer Bytes(string text) => new(Encoding.Latin1.GetBytes(text));

    private static string Text(SecretBuffer secret) => Encoding.Latin1.GetString(secret.Bytes);
}

using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.Core.Logging;

namespace DevFlow.Core.Tests.Logging;

public sealed class RedactorTests
{
    private const string Secret = "p@ss/w+rd \"1\" & more";
    private readonly Redactor _redactor = new();

    [Fact]
    public void Text_without_a_secret_is_the_same_instance()
    {
        using IDisposable registration = _redactor.Register("live-secret-value");
        string text = "Issue octocat/hello#7 was opened at https://github.com/octocat/hello/issues/7.";
        Assert.Same(text, _redactor.Redact(text));
        Assert.Same("", _redactor.Redact(""));
    }

    [Theory]
    [InlineData("Authorization: Bearer abc", "Authorization: ***")]
    [InlineData("authorization=token abc\nHost: x", "authorization=***\nHost: x")]
    [InlineData("PRIVATE-TOKEN: abc\r\nHost: x", "PRIVATE-TOKEN: ***\r\nHost: x")]
    [InlineData("{\"JOB-TOKEN\":\"a\\\"bc\",\"x\":1}", "{\"JOB-TOKEN\":\"***\",\"x\":1}")]
    [InlineData("Set-Cookie: id=1; Secure", "Set-Cookie: ***")]
    [InlineData("$h = @{ Authorization = 'Bearer abc' }", "$h = @{ Authorization = '***' }")]
    [InlineData("Authorization: \"abc", "Authorization: \"***")]
    [InlineData("https://user:pa55@host/x", "https://user:***@host/x")]
    [InlineData("redis://:pa55@host:6379", "redis://:***@host:6379")]
    [InlineData("sent Bearer abcdefgh12345678 there", "sent Bearer *** there")]
    [InlineData("https://hooks.slack.com/services/T00000000/B00000000/XXXX", "https://hooks.slack.com/services/***")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter", "***\nafter")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE", "***")]
    public void What_stands_around_a_secret_stays_readable(string text, string expected)
    {
        Assert.Equal(expected, _redactor.Redact(text));
        Assert.Equal(expected, _redactor.Redact(expected));
    }

    [Theory]
    [InlineData("{\"url\":\"http://localhost:8080\",\"mail\":\"a@b.c\"}")]
    [InlineData("see http://localhost:8080/a and mail a@b.c")]
    [InlineData("Basic authentication is gone; a basic PowerShell example needs no Bearer authentication")]
    [InlineData("The cookie banner and the authorization page are broken")]
    [InlineData("git@github.com:octocat/hello.git ssh://git@host:22/x")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")]
    [InlineData("glpat-short ghp_short xoxb-short eyJhbGciOi.short")]
    public void Ordinary_text_that_looks_a_little_like_a_secret_stays(string text) => Assert.Same(text, _redactor.Redact(text));

    [Fact]
    public void A_registered_value_is_found_in_every_form_it_travels_in()
    {
        using IDisposable registration = _redactor.Register(Secret, "octocat");
        string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes("octocat:" + Secret));
        string[] forms =
        [
            Secret,
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)).TrimEnd('='),
            pair.TrimEnd('='),
            pair.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Uri.EscapeDataString(Secret),
            Uri.EscapeDataString(Secret).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%2B", "%2b", StringComparison.Ordinal),
            WebUtility.UrlEncode(Secret),
            JsonSerializer.Serialize(Secret).Trim('"'),
            Secret.Replace("\"", "\\\"", StringComparison.Ordinal),
        ];
        Assert.All(forms, form => Assert.Equal("<***>", _redactor.Redact($"<{form}>")));
    }

    [Fact]
    public void A_value_is_looked_for_as_long_as_any_registration_of_it_lives()
    {
        IDisposable first = _redactor.Register("live-secret-value");
        IDisposable second = _redactor.Register("live-secret-value");
        first.Dispose();
        first.Dispose();
        Assert.Equal("a *** b", _redactor.Redact("a live-secret-value b"));
        second.Dispose();
        Assert.Equal("a live-secret-value b", _redactor.Redact("a live-secret-value b"));
    }

    [Fact]
    public void Short_values_destroy_no_text()
    {
        using IDisposable none = _redactor.Register("abc");
        using IDisposable empty = _redactor.Register("");
        using IDisposable raw = _redactor.Register("qx7z", "octocat");
        Assert.Equal("abc", _redactor.Redact("abc"));
        Assert.Equal("***", _redactor.Redact("qx7z"));
        string encoded = Convert.ToBase64String("octocat:qx7z"u8);
        Assert.Equal(encoded, _redactor.Redact(encoded));
    }

    [Fact]
    public void Values_that_overlap_each_other_or_a_pattern_leave_no_rest()
    {
        string token = "ghp_" + new string('a', 36);
        using IDisposable first = _redactor.Register("abcdefgh-ijkl");
        using IDisposable second = _redactor.Register("ijkl-mnopqrst");
        using IDisposable longer = _redactor.Register("abcdefgh-ijkl-and-more");
        using IDisposable around = _redactor.Register("before-" + token + "!after");
        using IDisposable inside = _redactor.Register(token.AsSpan(0, 20));

        Assert.Equal("<***>", _redactor.Redact("<abcdefgh-ijkl-mnopqrst>"));
        Assert.Equal("<***>", _redactor.Redact("<abcdefgh-ijkl-and-more>"));
        Assert.Equal("<***>", _redactor.Redact("<before-" + token + "!after>"));
        Assert.Equal("<***>", _redactor.Redact("<" + token + ">"));
    }

    [Fact]
    public async Task Readers_and_registrations_may_run_at_once()
    {
        using IDisposable kept = _redactor.Register("always-registered");
        using CancellationTokenSource done = new();
        void Churn()
        {
            for (int index = 0; !done.IsCancellationRequested; index++)
            {
                using IDisposable passing = _redactor.Register($"passing-value-{index}", "octocat");
            }
        }

        Task churning = Task.Run(Churn, TestContext.Current.CancellationToken);
        for (int index = 0; index < 20_000; index++)
        {
            Assert.Equal("a *** b", _redactor.Redact("a always-registered b"));
        }

        await done.CancelAsync();
        await churning;
        Assert.Equal("passing-value-1", _redactor.Redact("passing-value-1"));
    }
}

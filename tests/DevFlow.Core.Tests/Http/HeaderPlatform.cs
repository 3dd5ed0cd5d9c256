using System.Globalization;
using System.Net;

namespace DevFlow.Core.Tests.Http;

/// <summary>A platform that takes its token in a header of its own, as GitLab does, and speaks of its limits in <c>X-Limit: bucket limit remaining reset</c>.</summary>
internal sealed class HeaderPlatform : IPlatformPlugin, IPlatformAuthentication, IRateLimitDialect
{
    public const string TokenHeader = "X-Token";

    public IPlatformAuthentication Authentication => this;

    public IRateLimitDialect Limits => this;

    public IWebhookScheme Webhooks => throw new NotSupportedException();

    public Uri DefaultBaseUri => new("https://header.example/");

    public Uri GetApiUri(Uri baseUri) => baseUri;

    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler) => new Api();

    public string DescribeToken(ReadOnlySpan<char> token) => "token";

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret) =>
        request.Headers.Add(TokenHeader, secret.ToString());

    public IReadOnlyList<RateLimitPolicy> Policies { get; } =
        [.. new[] { "core", "search" }.Select(static name => new RateLimitPolicy { Name = name, Kind = RateLimitKind.FixedWindow, Limit = 5000, Window = TimeSpan.FromHours(1), IsReported = true })];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges) => charges.Add(new(Policies[request.RequestUri!.AbsolutePath == "/search" ? 1 : 0]));

    public bool IsBusy(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Locked;

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        if (!response.Headers.TryGetValues("X-Limit", out IEnumerable<string>? values))
        {
            return;
        }

        string[] parts = values.Single().Split(' ');
        RateLimitPolicy policy = Policies.Single(policy => policy.Name == parts[0]);
        readings.Add(new(policy, null, Number(parts[1]), Number(parts[2]), DateTimeOffset.FromUnixTimeSeconds(Number(parts[3]))));
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return null;
        }

        List<RateLimitReading> readings = [];
        Read(response, readings);
        DateTimeOffset? moment = response.Headers.RetryAfter switch
        {
            { Delta: { } delay } => now + delay,
            { Date: { } date } => date,
            _ => readings is [{ ResetsAt: { } reset }] ? reset : null,
        };
        return moment is { } retryAt ? new(retryAt, "limit") { Policy = Policies[0], IsHinted = true } : null;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Api : IPlatformApi
    {
        public Task<Identity> GetIdentityAsync(CancellationToken cancellationToken) => Task.FromResult(new Identity("tester", [], null));

        public void Prepare(HttpRequestMessage request)
        {
        }

        public async Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
            new(ErrorReason.RequestFailed, await response.Content.ReadAsStringAsync(cancellationToken)) { StatusCode = (int)response.StatusCode };

        public Uri? GetNextPage(HttpResponseMessage response) =>
            response.Headers.TryGetValues("X-Next", out IEnumerable<string>? values) ? new Uri(values.Single()) : null;
    }
}

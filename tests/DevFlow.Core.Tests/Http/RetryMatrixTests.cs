using System.Net;
using System.Net.Sockets;
using DevFlow.Core.Http;
using Polly;

namespace DevFlow.Core.Tests.Http;

public sealed class RetryMatrixTests
{
    public static TheoryData<string, string> Failures => new()
    {
        { "refused by the platform", nameof(AttemptOutcome.Refused) },
        { "held back by our limiter", nameof(AttemptOutcome.Final) },
        { "connection refused", nameof(AttemptOutcome.NeverSent) },
        { "proxy gone", nameof(AttemptOutcome.NeverSent) },
        { "name server busy", nameof(AttemptOutcome.NeverSent) },
        { "no such name", nameof(AttemptOutcome.Final) },
        { "wrong certificate", nameof(AttemptOutcome.Final) },
        { "connect time-out", nameof(AttemptOutcome.Final) },
        { "answer broken off", nameof(AttemptOutcome.Unknown) },
        { "connection reset", nameof(AttemptOutcome.Unknown) },
        { "no answer in time", nameof(AttemptOutcome.Unknown) },
        { "cancelled", nameof(AttemptOutcome.Final) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_told_by_whether_the_request_was_carried_out(string failure, string outcome) =>
        Assert.Equal(outcome, RetryMatrix.Classify(Outcome.FromException<HttpResponseMessage>(Of(failure))).ToString());

    [Theory]
    [InlineData(200, nameof(AttemptOutcome.Final))]
    [InlineData(304, nameof(AttemptOutcome.Final))]
    [InlineData(401, nameof(AttemptOutcome.Final))]
    [InlineData(403, nameof(AttemptOutcome.Final))]
    [InlineData(404, nameof(AttemptOutcome.Final))]
    [InlineData(409, nameof(AttemptOutcome.Final))]
    [InlineData(422, nameof(AttemptOutcome.Final))]
    [InlineData(500, nameof(AttemptOutcome.Unknown))]
    [InlineData(501, nameof(AttemptOutcome.Final))]
    [InlineData(502, nameof(AttemptOutcome.Unknown))]
    [InlineData(503, nameof(AttemptOutcome.Unknown))]
    [InlineData(504, nameof(AttemptOutcome.Unknown))]
    public void An_answer_is_told_by_its_status(int status, string outcome)
    {
        using HttpResponseMessage response = new((HttpStatusCode)status);

        Assert.Equal(outcome, RetryMatrix.Classify(Outcome.FromResult(response)).ToString());
    }

    [Theory]
    [InlineData(nameof(AttemptOutcome.Refused), true, true)]
    [InlineData(nameof(AttemptOutcome.NeverSent), true, true)]
    [InlineData(nameof(AttemptOutcome.NotCarriedOut), true, true)]
    [InlineData(nameof(AttemptOutcome.Unknown), false, true)]
    [InlineData(nameof(AttemptOutcome.Final), false, false)]
    public void What_may_have_been_carried_out_is_repeated_only_where_that_is_safe(string outcome, bool whenUnsafe, bool whenRepeatable)
    {
        Assert.Equal(whenUnsafe, RetryMatrix.MayRepeat(Enum.Parse<AttemptOutcome>(outcome), RequestSafety.Unsafe));
        Assert.Equal(whenRepeatable, RetryMatrix.MayRepeat(Enum.Parse<AttemptOutcome>(outcome), RequestSafety.Repeatable));
    }

    private static Exception Of(string failure) => failure switch
    {
        "refused by the platform" => new DevFlowException(ErrorReason.RateLimited, "Refused.") { StatusCode = 429 },
        "held back by our limiter" => new DevFlowException(ErrorReason.RateLimited, "Held back."),
        "connection refused" => new HttpRequestException(HttpRequestError.ConnectionError, null, new SocketException((int)SocketError.ConnectionRefused)),
        "proxy gone" => new HttpRequestException(HttpRequestError.ProxyTunnelError),
        "name server busy" => new HttpRequestException(HttpRequestError.NameResolutionError, null, new SocketException((int)SocketError.TryAgain)),
        "no such name" => new HttpRequestException(HttpRequestError.NameResolutionError, null, new SocketException((int)SocketError.HostNotFound)),
        "wrong certificate" => new HttpRequestException(HttpRequestError.SecureConnectionError),
        "connect time-out" => new OperationCanceledException("", new TimeoutException()),
        "answer broken off" => new HttpRequestException(HttpRequestError.ResponseEnded),
        "connection reset" => new HttpRequestException(HttpRequestError.Unknown, null, new IOException("", new SocketException((int)SocketError.ConnectionReset))),
        "no answer in time" => new DevFlowException(ErrorReason.TimedOut, "No answer."),
        _ => new OperationCanceledException(),
    };
}

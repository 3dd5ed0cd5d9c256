namespace DevFlow.Platforms;

/// <summary>Errors of calls that got no answer, or one the platform would not give.</summary>
internal static class CallFailure
{
    public static DevFlowException From(Exception failure, string platform, Uri apiUri) => failure switch
    {
        HttpRequestException => new DevFlowException(
            ErrorReason.Unreachable,
            $"{platform} at {apiUri.Authority} could not be reached: {Innermost(failure).Message}",
            "Check the address, the network and the proxy settings.",
            failure) { Target = apiUri.Authority },
        OperationCanceledException or TimeoutException => new DevFlowException(
            ErrorReason.TimedOut,
            $"{platform} at {apiUri.Authority} did not answer in time.",
            "Try again; if it stays so, check the network and the proxy settings.",
            failure) { Target = apiUri.Authority },
        _ => NotThePlatform(platform, apiUri, failure),
    };

    public static DevFlowException NotThePlatform(string platform, Uri apiUri, Exception? failure = null, int? status = null) => new(
        ErrorReason.RequestFailed,
        $"{apiUri} answered, but not as {platform}'s API does{(status is null ? "" : $" ({status}, a page of HTML)")}.",
        $"Check the address: it must be the one of {platform} itself, not of a proxy or login page.",
        failure) { Target = apiUri.Authority, StatusCode = status };

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is not null)
        {
            failure = failure.InnerException;
        }

        return failure;
    }
}

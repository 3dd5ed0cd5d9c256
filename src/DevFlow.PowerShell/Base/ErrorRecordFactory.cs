using System.Management.Automation;

namespace DevFlow.PowerShell;

/// <summary>Makes every ErrorRecord: id <c>DevFlow.&lt;Reason&gt;</c>, honest category, the thing that failed, the next step; redacted.</summary>
internal static class ErrorRecordFactory
{
    public static ErrorRecord Create(Exception exception, Func<string, string> redact)
    {
        Exception shown = Redacted(exception, redact);
        ErrorReason reason = exception is DevFlowException known ? known.Reason : exception is TimeoutException ? ErrorReason.TimedOut : ErrorReason.Unexpected;
        ErrorRecord record = new(shown, $"DevFlow.{reason}", CategoryOf(reason), (shown as DevFlowException)?.Target);
        if (exception is DevFlowException { RecommendedAction: { } action })
        {
            // ConciseView, the default, writes the action on a line of its own below the message.
            record.ErrorDetails = new ErrorDetails(shown.Message) { RecommendedAction = redact(action) };
        }

        return record;
    }

    /// <summary>True for what the next input object would hit as well.</summary>
    public static bool NothingCanGoOn(Exception exception) =>
        exception is DevFlowException { Reason: ErrorReason.HomeUnusable or ErrorReason.StoreLocked };

    // An inner exception can quote an address or a header: keep the chain only where it holds nothing to hide.
    private static Exception Redacted(Exception exception, Func<string, string> redact)
    {
        string whole = exception.ToString();
        string target = (exception as DevFlowException)?.Target ?? "";
        if (ReferenceEquals(redact(whole), whole) && ReferenceEquals(redact(target), target))
        {
            return exception;
        }

        return exception is DevFlowException known
            ? new DevFlowException(known.Reason, redact(known.Message), known.RecommendedAction is { } action ? redact(action) : null)
            {
                Target = known.Target is null ? null : redact(known.Target),
                StatusCode = known.StatusCode,
                RequestId = known.RequestId,
                RetryAt = known.RetryAt,
                Bucket = known.Bucket is null ? null : redact(known.Bucket),
                LimitReason = known.LimitReason is null ? null : redact(known.LimitReason),
            }
            : new DevFlowException(ErrorReason.Unexpected, redact(exception.Message));
    }

    private static ErrorCategory CategoryOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidArgument or ErrorReason.WebhookSecretMissing => ErrorCategory.InvalidArgument,
        ErrorReason.NotFound or ErrorReason.UnknownPlatform or ErrorReason.CredentialNotFound or ErrorReason.ConnectionNotFound => ErrorCategory.ObjectNotFound,
        ErrorReason.PluginInvalid or ErrorReason.StoreCorrupt => ErrorCategory.InvalidData,
        ErrorReason.AuthenticationFailed => ErrorCategory.AuthenticationError,
        ErrorReason.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorReason.RateLimited => ErrorCategory.LimitsExceeded,
        ErrorReason.Unreachable => ErrorCategory.ConnectionError,
        ErrorReason.TimedOut => ErrorCategory.OperationTimeout,
        ErrorReason.InsecureAddress or ErrorReason.StoreLocked => ErrorCategory.SecurityError,
        ErrorReason.CircuitOpen or ErrorReason.HomeUnusable or ErrorReason.JournalUnusable or ErrorReason.AuditUnwritable or ErrorReason.PluginDisabled => ErrorCategory.ResourceUnavailable,
        ErrorReason.PortInUse => ErrorCategory.ResourceBusy,
        ErrorReason.RequestFailed => ErrorCategory.ProtocolError,
        _ => ErrorCategory.NotSpecified,
    };
}

namespace DevFlow.Platforms;

/// <summary>Answers that bring no new secret, in words for the user.</summary>
internal static class RefreshFailure
{
    /// <summary>What was exchanged is not good any more.</summary>
    public static RefreshAnswer Refused(string platform, Credential credential, HttpResponseMessage response, string? said) => new(
        RefreshOutcome.Refused,
        new DevFlowException(
            ErrorReason.AuthenticationFailed,
            $"{platform} does not take the stored secret of '{credential.Name}' for a new one ({(int)response.StatusCode}){Said(said)}",
            "Log in again and store the new credential under the same name; what is stored is kept.")
        { Target = credential.Name, StatusCode = (int)response.StatusCode });

    /// <summary>Any other answer, by its status: from 500 on, and where a success brings nothing, it is not known what was done.</summary>
    public static RefreshAnswer Of(string platform, Credential credential, HttpResponseMessage response, string? said) =>
        (int)response.StatusCode >= 500 || (response.IsSuccessStatusCode && said is null)
            ? Unknown(platform, credential, response, said)
            : NoSecret(RefreshOutcome.Failed, "Correct what the message names, then try again; the stored secret is untouched.", platform, credential, response, said);

    /// <summary>The platform broke down: it is not known what was done.</summary>
    public static RefreshAnswer Unknown(string platform, Credential credential, HttpResponseMessage response, string? said) => NoSecret(
        RefreshOutcome.Unknown,
        "Try again later; whether the secret was exchanged is not known, and the next attempt finds out.",
        platform,
        credential,
        response,
        said);

    private static RefreshAnswer NoSecret(RefreshOutcome outcome, string action, string platform, Credential credential, HttpResponseMessage response, string? said) => new(
        outcome,
        new DevFlowException(
            ErrorReason.RequestFailed,
            $"{platform} gave no new secret for '{credential.Name}' ({(int)response.StatusCode}){Said(said)}",
            action) { Target = credential.Name, StatusCode = (int)response.StatusCode });

    private static string Said(string? said) => said is null ? "." : $": {ServerText.OneLine(said)}";
}

namespace DevFlow.Sandbox.GitHub;

/// <summary>Who wrote or committed something, as a commit says it.</summary>
/// <param name="Account">The account behind the address; null where there is none.</param>
/// <param name="Name">The name in the commit.</param>
/// <param name="Email">The address in the commit.</param>
/// <param name="Date">When.</param>
internal sealed record GitPerson(Account? Account, string Name, string Email, DateTimeOffset Date)
{
    public static GitPerson Of(Account account, DateTimeOffset date) => new(account, account.Name ?? account.Login, account.CommitEmail, date);
}

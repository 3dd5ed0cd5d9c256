namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What is wrong with the answer to a request.</summary>
/// <param name="Input">The request.</param>
/// <param name="Status">The answer's status; 0 where there was none.</param>
/// <param name="Violation">What is wrong.</param>
public sealed record Finding(ContractInput Input, int Status, Violation Violation)
{
    public override string ToString() => $"{Violation}{Environment.NewLine}    {Status} to {Input}";
}

namespace DevFlow.Platforms.Tests.Contract;

public sealed class OperationsTableTests
{
    private const string Variable = "DEVFLOW_WRITE_DOCS";

    [Fact]
    public async Task The_committed_table_shows_what_is_served()
    {
        string? table = await OperationsTable.WriteAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(table is null, "The vendors' descriptions are not on this machine (DEVFLOW_TESTDATA).");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            await File.WriteAllTextAsync(OperationsTable.FilePath, table, TestContext.Current.CancellationToken);
        }

        string committed = await File.ReadAllTextAsync(OperationsTable.FilePath, TestContext.Current.CancellationToken);

        Assert.True(
            table == committed.ReplaceLineEndings("\n"),
            $"docs/sandbox-operations.md is not what the sandbox serves. Run this test once with {Variable}=1 to write it anew, and commit it.");
    }
}

using System.Globalization;
using System.Text;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The page of the documents that says which operations the sandbox serves.</summary>
internal static class OperationsTable
{
    public static string FilePath { get; } = RepositoryRoot.File("docs", "sandbox-operations.md");

    /// <summary>Every platform whose sandbox is held to its contract; those inside a test class are made up.</summary>
    public static IReadOnlyList<ContractPlatform> Platforms { get; } =
    [
        .. typeof(ContractPlatform).Assembly.ExportedTypes
            .Where(type => type.IsSubclassOf(typeof(ContractPlatform)) && !type.IsAbstract && !type.IsNested)
            .Select(type => (ContractPlatform)Activator.CreateInstance(type)!)
            .OrderBy(platform => platform.Id, StringComparer.Ordinal),
    ];

    /// <summary>Writes the page.</summary>
    /// <returns>Null where this machine does not have all descriptions.</returns>
    public static async Task<string?> WriteAsync(CancellationToken cancellationToken)
    {
        StringBuilder page = new();
        page.Append("# What the sandbox serves\n\n")
            .Append("Written by `OperationsTable` from the sandbox's own routes and the vendors' descriptions; not by hand. Each operation is called with\n")
            .Append("good and bad input by the contract tests, and its answers are compared with the description.\n");
        foreach (ContractPlatform platform in Platforms)
        {
            ContractRun run = await ContractRun.CreateAsync(platform, cancellationToken);
            if (!run.HasDescriptions)
            {
                return null;
            }

            Write(platform.DisplayName, run, page);
        }

        return page.ToString();
    }

    private static void Write(string title, ContractRun run, StringBuilder page)
    {
        ServedRoute[] served = [.. run.Served.OrderBy(route => route.Template, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal)];
        ILookup<bool, ServedRoute> byDescription = served.ToLookup(route => route.Operation is not null);
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}: {served.Length} operations\n\n| operation | id in the description |\n| --- | --- |\n");
        foreach (ServedRoute route in byDescription[true])
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{route.Name}` | {route.Operation!.Id} |\n");
        }

        if (!byDescription[false].Any())
        {
            return;
        }

        page.Append("\n| in no description | why |\n| --- | --- |\n");
        foreach (ServedRoute route in byDescription[false])
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{route.Name}` | {run.ExplainUnknown(route)} |\n");
        }
    }
}

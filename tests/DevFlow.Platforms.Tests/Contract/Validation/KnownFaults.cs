using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The known faults of one platform's descriptions, and which of them occurred.</summary>
public sealed partial class KnownFaults(IEnumerable<KnownFault> faults)
{
    private static readonly string FilePath = RepositoryRoot.File("tests", "DevFlow.Platforms.Tests", "Contract", "known-faults.json");

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private static readonly Lazy<KnownFault[]> Listed = new(() => JsonSerializer.Deserialize<KnownFault[]>(File.ReadAllBytes(FilePath), Format)!);

    private readonly KnownFault[] _faults = [.. faults];
    private readonly ConcurrentDictionary<KnownFault, bool> _used = new(ReferenceEqualityComparer.Instance);

    /// <summary>Faults that did not occur: they are to be taken from the list.</summary>
    public IEnumerable<KnownFault> Unused => _faults.Where(fault => !_used.ContainsKey(fault));

    public static KnownFaults Of(string platform) => new(Listed.Value.Where(fault => fault.Platform == platform));

    public KnownFault? Find(string operation, int? status, Violation violation) => Array.Find(_faults, fault =>
        fault.Rule == violation.Rule
        && (fault.Status is null || fault.Status == status)
        && (fault.Schema is null || fault.Schema == violation.At.Schema)
        && Fits(fault.Operation, operation)
        && Fits(fault.Path, Index().Replace(fault.Schema is null ? violation.At.Path : violation.At.SchemaPath, "[]")));

    /// <summary>Marks the fault that excuses a violation.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryExcuse(string operation, int? status, Violation violation)
    {
        KnownFault? fault = Find(operation, status, violation);
        MarkUsed([violation with { Fault = fault }]);
        return fault is not null;
    }

    public void MarkUsed(IEnumerable<Violation> violations)
    {
        foreach (Violation violation in violations.Where(violation => violation.Fault is not null))
        {
            _used[violation.Fault!] = true;
        }
    }

    private static bool Fits(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();
}

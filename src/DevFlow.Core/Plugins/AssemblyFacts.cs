using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DevFlow.Core.Plugins;

/// <summary>What an assembly says about itself in its metadata, read without loading it.</summary>
internal sealed record AssemblyFacts
{
    private static readonly (string Meaning, string[] Types)[] Reaches =
    [
        ("starts programs", ["System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo"]),
        ("opens connections of its own", ["System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler", "System.Net.WebClient", "System.Net.Http.HttpClient"]),
        ("reads or writes files", ["System.IO.File", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo"]),
        ("loads other assemblies", ["System.Runtime.Loader.AssemblyLoadContext", "System.Reflection.Emit.AssemblyBuilder", "System.Activator"]),
        ("reads environment variables or ends the process", ["System.Environment"]),
    ];

    public required string Name { get; init; }

    /// <summary>The assemblies it names, with their versions.</summary>
    public required IReadOnlyDictionary<string, Version> References { get; init; }

    /// <summary>Its public classes that can be made and implement <see cref="IPlatformPlugin"/>.</summary>
    public required IReadOnlyList<string> Entries { get; init; }

    /// <summary>What of the system it names, in words. What is reached by reflection is not seen here.</summary>
    public required IReadOnlyList<string> Reach { get; init; }

    /// <summary>Reads them; null where the bytes are no managed assembly.</summary>
    public static AssemblyFacts? TryRead(byte[] content)
    {
        try
        {
            using PEReader file = new(new MemoryStream(content, writable: false));
            if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } reader)
            {
                return null;
            }

            return new AssemblyFacts
            {
                Name = reader.GetString(reader.GetAssemblyDefinition().Name),
                References = ReferencesOf(reader),
                Entries = [.. reader.TypeDefinitions.Select(reader.GetTypeDefinition).Where(type => IsEntry(reader, type)).Select(type => NameOf(reader, type.Namespace, type.Name))],
                Reach = [.. ReachOf(reader)],
            };
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static Dictionary<string, Version> ReferencesOf(MetadataReader reader)
    {
        Dictionary<string, Version> references = new(StringComparer.Ordinal);
        foreach (AssemblyReference reference in reader.AssemblyReferences.Select(reader.GetAssemblyReference))
        {
            references[reader.GetString(reference.Name)] = reference.Version;
        }

        return references;
    }

    private static bool IsEntry(MetadataReader reader, TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
        && !type.Attributes.HasFlag(TypeAttributes.Abstract)
        && !type.Attributes.HasFlag(TypeAttributes.Interface)
        && type.GetInterfaceImplementations().Any(implemented => IsContract(reader, reader.GetInterfaceImplementation(implemented).Interface));

    private static bool IsContract(MetadataReader reader, EntityHandle handle) =>
        handle.Kind == HandleKind.TypeReference
        && reader.GetTypeReference((TypeReferenceHandle)handle) is var type
        && NameOf(reader, type.Namespace, type.Name) == typeof(IPlatformPlugin).FullName;

    private static IEnumerable<string> ReachOf(MetadataReader reader)
    {
        if (reader.MethodDefinitions.Any(method => reader.GetMethodDefinition(method).Attributes.HasFlag(MethodAttributes.PinvokeImpl)))
        {
            yield return "calls native code";
        }

        HashSet<string> named = [.. reader.TypeReferences.Select(reader.GetTypeReference).Select(type => NameOf(reader, type.Namespace, type.Name))];
        foreach ((string meaning, string[] types) in Reaches)
        {
            if (types.Any(named.Contains))
            {
                yield return meaning;
            }
        }
    }

    private static string NameOf(MetadataReader reader, StringHandle space, StringHandle name) => $"{reader.GetString(space)}.{reader.GetString(name)}";
}

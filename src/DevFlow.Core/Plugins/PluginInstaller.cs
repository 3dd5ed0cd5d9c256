using System.Text.Json;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Plugins;

/// <summary>Takes in plugins of others: looks at a package without running it, says what it could do, and then copies it or keeps it for the session.</summary>
internal sealed class PluginInstaller(PluginManager plugins)
{
    /// <summary>Reads a package and refuses one that could not be loaded, or is not the one that was meant.</summary>
    /// <param name="path">A folder, .zip or .nupkg.</param>
    /// <param name="digest">The SHA-256 it must have, as Test-DevFlowPlugin shows it; null for any.</param>
    /// <param name="force">True to replace what is installed under its id.</param>
    /// <exception cref="DevFlowException">It is refused; the message says why.</exception>
    public PluginPackage Read(string path, string? digest, bool force)
    {
        PluginPackage package = PackageReader.Read(path);
        if (digest is not null && !string.Equals(digest.Trim(), package.Digest, StringComparison.OrdinalIgnoreCase))
        {
            throw PackageReader.Refuse(path, $"its SHA-256 is {package.Digest}, not the one given");
        }

        string[] faults = [.. new PackageInspector(package).Check().Where(static check => check.Passed == false).Select(static check => check.Detail)];
        if (faults.Length > 0)
        {
            throw PackageReader.Refuse(path, string.Join("; ", faults));
        }

        RequireFree(package, force);
        return package;
    }

    /// <summary>What who is asked should know, as one line.</summary>
    public static string Describe(PluginPackage package)
    {
        PluginManifest manifest = package.Manifest;
        string[] doing = [.. PluginCapability.Describe(manifest.Capabilities), .. new PackageInspector(package).Reach];
        return $"Install '{manifest.Id}' {manifest.Version} ({manifest.Name}), SHA-256 {package.Digest}. Its code runs with all your rights in every session that uses it, "
            + $"and gets the credentials of connections to its platform. It says, and its assemblies show, that it {(doing.Length > 0 ? string.Join(", ", doing) : "does nothing but call its platform through DevFlow")}";
    }

    /// <summary>Copies the package below the home folder, or keeps it for this session only.</summary>
    public async Task<Plugin> InstallAsync(PluginPackage package, JsonElement? settings, bool sessionOnly, bool force, CancellationToken cancellationToken)
    {
        string id = package.Manifest.Id;
        AuditNote note = new(AuditOperation.InstallPlugin, Detail: $"{id} {package.Manifest.Version}, SHA-256 {package.Digest}");
        RequireFit(package, settings);
        plugins.RequireUnused(id, "replaced", dependentsToo: false);
        if (sessionOnly)
        {
            plugins.Store.RecordForSession(note);
            plugins.Decide(session => session.With(package).WithSettings(id, settings));
        }
        else
        {
            await plugins.Store.ChangeAsync(
                record => !force && record.Find(id) is { } other
                    ? throw Taken(id, other.Version)
                    : record.WithState(id, isDisabled: false).With(plugins.Store.Copy(package)).WithSettings(id, settings),
                note,
                cancellationToken).ConfigureAwait(false);
            plugins.Decide(session => session.Without(id));
        }

        await plugins.SettleAsync().ConfigureAwait(false);
        return plugins.Describe(plugins.Find(id));
    }

    private void RequireFree(PluginPackage package, bool force)
    {
        Plugin? other = plugins.List().FirstOrDefault(plugin => plugin.Id == package.Manifest.Id);
        if (other?.Source == PluginSource.BuiltIn)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The plugin '{other.Id}' is part of DevFlow and cannot be replaced.", "Its maker must give it another id.") { Target = other.Id };
        }

        if (other is not null && !force)
        {
            throw Taken(other.Id, other.Version);
        }
    }

    // What can be set is checked before anything is written; what must be set may follow with Enable-DevFlowPlugin.
    private static void RequireFit(PluginPackage package, JsonElement? settings)
    {
        if (settings is not null)
        {
            _ = new PluginEntry { Id = package.Manifest.Id, Source = PluginSource.Session, Location = package.Origin, Manifest = package.Manifest, Settings = settings }.CompleteSettings();
        }
    }

    private static DevFlowException Taken(string id, string version) => new(
        ErrorReason.InvalidArgument, $"There is a plugin '{id}' {version} already; it was left as it is.", "Replace it with -Force.") { Target = id };
}

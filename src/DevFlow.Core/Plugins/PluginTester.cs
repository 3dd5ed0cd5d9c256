namespace DevFlow.Core.Plugins;

/// <summary>Looks at a plugin for a person: says what was looked at, also where all is well.</summary>
internal sealed class PluginTester(PluginManager plugins)
{
    /// <summary>Looks at a package that is not installed; none of its code runs.</summary>
    public static PluginReport TestPackage(string path)
    {
        try
        {
            PluginPackage package = PackageReader.Read(path);
            return new PluginReport
            {
                Id = package.Manifest.Id,
                Version = package.Manifest.Version,
                Digest = package.Digest,
                Checks = [.. CheckPackage(package), new PluginCheck("start", null, "none of its code was run, because it is not installed")],
            };
        }
        catch (DevFlowException refused) when (refused.Reason == ErrorReason.PluginInvalid)
        {
            return new PluginReport { Id = Path.GetFileName(path), Checks = [new PluginCheck("package", false, refused.Message)] };
        }
    }

    /// <summary>Looks at a plugin there is, and starts it where nothing speaks against it.</summary>
    public PluginReport Test(string id)
    {
        PluginEntry entry = plugins.Find(id);
        List<PluginCheck> checks = [];
        Plugin shown = plugins.Describe(entry);
        if (entry.Installed is { } installed)
        {
            checks.Add(Check("record", () => plugins.RequireGenuine(), "sealed by this user's credential store"));
            checks.Add(Check("installed files", () => checks.AddRange(CheckPackage(plugins.Store.Open(installed))), $"{installed.Files.Count} files are what was installed on {installed.InstalledAt:yyyy-MM-dd}"));
        }
        else if (entry.Package is { } package)
        {
            checks.AddRange(CheckPackage(package));
        }
        else
        {
            checks.Add(entry.Manifest is { } manifest
                ? new PluginCheck("manifest", true, $"{manifest.Id} {manifest.Version} for contract {manifest.Contract}; part of DevFlow, and trusted as DevFlow is")
                : new PluginCheck("manifest", false, entry.Fault!.Message));
        }

        checks.Add(CheckDependencies(entry, shown));
        checks.Add(Check("settings", () => entry.CompleteSettings(), entry.Manifest?.Settings is null ? "it has none" : "they fit its schema"));
        checks.Add(CheckStart(entry, checks));
        return new PluginReport { Id = entry.Id, Version = shown.Version, Digest = shown.Digest, Checks = checks };
    }

    private static IEnumerable<PluginCheck> CheckPackage(PluginPackage package)
    {
        PackageInspector inspector = new(package);
        string[] doing = [.. PluginCapability.Describe(package.Manifest.Capabilities), .. inspector.Reach];
        return [.. inspector.Check(), new PluginCheck("reach", true, doing.Length == 0 ? "it names nothing but calls to its platform through DevFlow" : string.Join(", ", doing))];
    }

    private static PluginCheck CheckDependencies(PluginEntry entry, Plugin shown) => entry switch
    {
        { Manifest: null } => new PluginCheck("dependencies", null, "what it needs is not known"),
        { Fault: { } fault } => new PluginCheck("dependencies", false, fault.Message),
        _ => new PluginCheck("dependencies", true, shown.Dependencies.Count == 0 ? "it needs no other plugin" : $"there: {string.Join(", ", shown.Dependencies)}"),
    };

    private PluginCheck CheckStart(PluginEntry entry, List<PluginCheck> before)
    {
        if (entry.IsDisabled || before.Any(static check => check.Passed == false))
        {
            return new PluginCheck("start", null, entry.IsDisabled ? "none of its code was run, because it is switched off" : "none of its code was run, because of the above");
        }

        return Check("start", () => plugins.Get(entry.Id), "it starts, and offers what its manifest declares");
    }

    private static PluginCheck Check(string name, Action look, string detail)
    {
        try
        {
            look();
            return new PluginCheck(name, true, detail);
        }
        catch (DevFlowException fault)
        {
            return new PluginCheck(name, false, fault.Message);
        }
    }
}

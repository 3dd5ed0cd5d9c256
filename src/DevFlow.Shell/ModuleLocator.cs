namespace DevFlow.Shell;

/// <summary>Finds the manifest to import: the one DEVFLOW_MODULE names, or DevFlow.psd1 in a folder above this program.</summary>
internal static class ModuleLocator
{
    public const string Variable = "DEVFLOW_MODULE";

    public static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return Path.GetFullPath(named);
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, "DevFlow.psd1");
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        return null;
    }
}

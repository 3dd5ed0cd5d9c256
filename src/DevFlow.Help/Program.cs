using DevFlow.Help;

if (args is not [string docs, string module, string output])
{
    Console.Error.WriteLine("Call: DevFlow.Help <docs folder> <built DevFlow.PowerShell.dll> <output folder>");
    return 64;
}

try
{
    Directory.CreateDirectory(output);
    HashSet<string> written = new(StringComparer.Ordinal);
    foreach (string about in Directory.EnumerateFiles(Path.Combine(docs, "about"), "about_*.md"))
    {
        string name = Path.GetFileNameWithoutExtension(about) + ".help.txt";
        File.WriteAllText(Path.Combine(output, name), File.ReadAllText(about));
        written.Add(name);
    }

    MamlDocument maml = new();
    foreach (CmdletFacts cmdlet in CmdletFacts.Read(module))
    {
        string page = Path.Combine(docs, "cmdlets", cmdlet.Name + ".md");
        if (File.Exists(page))
        {
            maml.Add(cmdlet, HelpPage.Read(page));
        }
        else
        {
            // No error: a new cmdlet must be buildable before it is described. The tests are strict.
            Console.WriteLine($"DevFlow.Help: {cmdlet.Name} has no page; Get-Help will show its syntax only.");
        }
    }

    // Last, because the build compares this file's time with those of the sources.
    string help = Path.GetFileName(module) + "-Help.xml";
    maml.Save(Path.Combine(output, help));
    written.Add(help);
    foreach (string stale in Directory.EnumerateFiles(output).Where(file => !written.Contains(Path.GetFileName(file))))
    {
        File.Delete(stale);
    }

    return 0;
}
catch (Exception failure) when (failure is PageException or IOException or UnauthorizedAccessException or BadImageFormatException)
{
    // The form in which MSBuild recognises an error.
    string place = (failure as PageException)?.Page ?? "DevFlow.Help";
    Console.Error.WriteLine($"{place} : error DFHELP: {failure.Message}");
    return 1;
}

using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace DevFlow.Help;

/// <summary>A help file as Get-Help reads it: https://learn.microsoft.com/powershell/scripting/developer/help/writing-help-for-windows-powershell-cmdlets</summary>
internal sealed class MamlDocument
{
    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XElement _root = new(Items + "helpItems", new XAttribute("schema", "maml"));

    public void Add(CmdletFacts cmdlet, HelpPage page)
    {
        Dictionary<string, Section> texts = page["Parameters"].Parts.ToDictionary(static part => part.Title.TrimStart('-'), StringComparer.OrdinalIgnoreCase);
        _root.Add(new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                Description(page["Synopsis"].Paragraphs)),
            Description(page["Description"].Paragraphs),
            new XElement(Command + "syntax", cmdlet.Sets.Select(set => SyntaxItem(cmdlet, set, texts))),
            new XElement(Command + "parameters", cmdlet.Parameters.OrderBy(static p => p.Name, StringComparer.Ordinal).Select(p => Parameter(p, p.Uses[0], texts))),
            new XElement(Command + "inputTypes", Types(page["Inputs"], Command + "inputType")),
            new XElement(Command + "returnValues", Types(page["Outputs"], Command + "returnValue")),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page["Notes"].Paragraphs))),
            new XElement(Command + "examples", page["Examples"].Parts.Select(Example)),
            new XElement(Command + "relatedLinks", page["Related"].Paragraphs.Select(Link))));
    }

    public void Save(string path) => new XDocument(_root).Save(path);

    private static XElement SyntaxItem(CmdletFacts cmdlet, string set, Dictionary<string, Section> texts) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.Parameters
            .Select(p => (Facts: p, Use: p.In(set)))
            .Where(static p => p.Use is not null)
            .OrderBy(static p => (uint)p.Use!.Position)
            .ThenByDescending(static p => p.Use!.Mandatory)
            .Select(p => Parameter(p.Facts, p.Use!, texts)));

    private static XElement Parameter(ParameterFacts facts, ParameterAttribute use, Dictionary<string, Section> texts)
    {
        XElement element = new(
            Command + "parameter",
            new XAttribute("required", Lower(use.Mandatory)),
            new XAttribute("variableLength", Lower(facts.Type.IsArray)),
            new XAttribute("globbing", Lower(facts.Wildcards)),
            new XAttribute("pipelineInput", Pipeline(use)),
            new XAttribute("position", use.Position < 0 ? "named" : use.Position.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
            new XElement(Maml + "name", facts.Name),
            Description(Text(facts, texts)));
        if (facts.Values.Count > 0)
        {
            element.Add(new XElement(Command + "parameterValueGroup", facts.Values.Select(static value =>
                new XElement(Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))));
        }

        if (!facts.IsSwitch)
        {
            element.Add(new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", Lower(facts.Type.IsArray)), facts.TypeName));
        }

        element.Add(
            new XElement(Dev + "type", new XElement(Maml + "name", facts.TypeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", facts.Default));
        return element;
    }

    private static IEnumerable<string> Text(ParameterFacts facts, Dictionary<string, Section> texts) => facts.Name switch
    {
        _ when texts.TryGetValue(facts.Name, out Section? section) => section.Paragraphs,
        "WhatIf" => ["Shows what the command would do, and does not do it."],
        "Confirm" => ["Asks before the command does it. Do not use it in scripts that run unattended."],
        _ => [],
    };

    private static IEnumerable<XElement> Types(Section section, XName name) => section.Parts.Select(part => new XElement(
        name,
        new XElement(Dev + "type", new XElement(Maml + "name", part.Title), new XElement(Maml + "uri")),
        Description(part.Paragraphs)));

    private static XElement Example(Section example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"Example {index + 1}: {example.Title}"),
        new XElement(Dev + "code", example.Code),
        // The empty paragraph parts the example from the next one's title.
        new XElement(Dev + "remarks", Paragraphs([.. example.Paragraphs, ""])));

    private static XElement Link(string text) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", text.StartsWith("- ", StringComparison.Ordinal) ? text[2..] : text),
        new XElement(Maml + "uri"));

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(static text => new XElement(Maml + "para", text));

    private static string Pipeline(ParameterAttribute use) => (use.ValueFromPipeline, use.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string Lower(bool value) => value ? "true" : "false";
}

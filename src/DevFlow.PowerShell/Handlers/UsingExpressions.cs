using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace DevFlow.PowerShell.Handlers;

/// <summary>
/// Carries <c>$using:name</c> from the session into a handler's own runspace: each use becomes a variable of a private
/// name, whose value is taken once, when the handler is registered.
/// </summary>
internal static class UsingExpressions
{
    /// <summary>Rewrites a script and collects the values it uses.</summary>
    /// <param name="script">The handler as the user wrote it.</param>
    /// <param name="valueOf">Evaluates an expression (<c>$name</c>, <c>$name.Property</c>) in the caller's session.</param>
    public static (string Text, IReadOnlyDictionary<string, object?> Values) Lift(ScriptBlock script, Func<string, object?> valueOf)
    {
        ScriptBlockAst ast = script.Ast as ScriptBlockAst ?? ((FunctionDefinitionAst)script.Ast).Body;
        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        string source = ast.Extent.Text;
        int offset = ast.Extent.StartOffset;
        StringBuilder text = new(source);
        foreach (UsingExpressionAst use in ast.FindAll(static node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Cast<UsingExpressionAst>().OrderByDescending(static use => use.Extent.StartOffset))
        {
            string expression = use.SubExpression.Extent.Text;
            string name = "__devflow_using_" + Convert.ToHexString(Encoding.UTF8.GetBytes(expression));
            values[name] = valueOf(expression);
            text.Remove(use.Extent.StartOffset - offset, use.Extent.Text.Length).Insert(use.Extent.StartOffset - offset, "$" + name);
        }

        // A literal's extent includes its braces; the text of a script block does not.
        return (ast.Parent is null ? text.ToString() : text.ToString(1, text.Length - 2), values);
    }
}

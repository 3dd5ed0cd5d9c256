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
    private const string Scope = "using:";

    /// <summary>Rewrites a script and collects the values it uses; called on the session's thread.</summary>
    /// <param name="script">The handler as the user wrote it.</param>
    /// <param name="session">Where the expressions (<c>$name</c>, <c>$name.Property</c>) have their values.</param>
    public static HandlerScript Lift(ScriptBlock script, SessionState session)
    {
        ScriptBlockAst ast = script.Ast as ScriptBlockAst ?? ((FunctionDefinitionAst)script.Ast).Body;
        if (new[] { ast.BeginBlock, ast.ProcessBlock, ast.EndBlock }.Count(static block => block is not null) > 1)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, "A handler with begin, process and end blocks cannot be called with one event.", "Write the action without these blocks; the event is $_.");
        }

        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        int offset = ast.Extent.StartOffset;
        StringBuilder text = new(ast.Extent.Text);
        foreach (UsingExpressionAst use in ast.FindAll(static node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Cast<UsingExpressionAst>().OrderByDescending(static use => use.Extent.StartOffset))
        {
            (bool splatted, string expression) = InSession(use);
            string name = "__devflow_using_" + Convert.ToHexString(Encoding.UTF8.GetBytes(expression));
            values[name] = ValueOf(expression, session);
            text.Remove(use.Extent.StartOffset - offset, use.Extent.Text.Length).Insert(use.Extent.StartOffset - offset, splatted ? "@" + name : $"${{{name}}}");
        }

        // A literal's extent includes its braces; the text of a script block does not.
        return new HandlerScript(ast.Parent is null ? text.ToString() : text.ToString(1, text.Length - 2), values);
    }

    // One comma for the pipeline, one for InvokeScript: both take an array apart.
    private static object? ValueOf(string expression, SessionState session) =>
        session.InvokeCommand.InvokeScript($",(,({expression}))") is [{ } only] ? Plain(only) : null;

    /// <summary>The value without PowerShell's wrapping, unless the wrapping is all there is.</summary>
    public static object? Plain(PSObject value) => value.BaseObject is PSCustomObject ? value : value.BaseObject;

    // The parser leaves "using:" in the text of the expression within. A splatted name is read as the variable it names.
    private static (bool Splatted, string Expression) InSession(UsingExpressionAst use)
    {
        VariableExpressionAst variable = (VariableExpressionAst)use.Find(static node => node is VariableExpressionAst, searchNestedScriptBlocks: false);
        string text = use.SubExpression.Extent.Text;
        int scope = text.IndexOf(Scope, StringComparison.OrdinalIgnoreCase);
        return (variable.Splatted, "$" + text[1..scope] + text[(scope + Scope.Length)..]);
    }
}

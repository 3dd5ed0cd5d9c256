using System.Globalization;
using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>Lets a time span be given as a number of seconds; PowerShell itself would take the number for ticks of 100 ns.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain is int or long or double or decimal
            ? TimeSpan.FromSeconds(Convert.ToDouble(plain, CultureInfo.InvariantCulture))
            : plain;
    }
}

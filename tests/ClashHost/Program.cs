using DevFlow.ClashHost;

// Steps come as arguments and run one after the other; see StepRunner for what there is.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
using StepRunner runner = new(manifest: args[0]);
foreach (string step in args[1..])
{
    runner.Run(step);
}

// The runspaces stay open: how the process ends with them is part of what is tested.
Console.Out.WriteLine("end");
return 0;

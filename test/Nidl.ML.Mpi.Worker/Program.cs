using System.Globalization;
using Nidl.ML;
using Nidl.ML.Losses;
using Nidl.ML.Tests.Processes;

// Runs, as one of several processes, the program that the first argument names. A process whose program fails ends with 1.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Libtorch.NumberOfThreads = 1;
using var processes = ProcessGroup.Mpi();
var group = (ConnectedProcesses)processes;
switch (args)
{
    case ["Operations"]:
        Operations.RunAll(group);
        break;
    case ["StepGradients"]:
        StepGradients.RunAll(group);
        break;
    case ["BFloat16Steps"]:
        BFloat16Steps.RunAll(group);
        break;
    case ["Trainings"]:
        Trainings.RunAll(group);
        break;
    case ["Interruptions", var folder]:
        Interruptions.Cancel(group, folder);
        Interruptions.Stop(group);
        Interruptions.Failure(group);
        break;
    case ["UntilKilled", var folder]:
        Interruptions.UntilKilled(group, folder);
        break;
    case ["AfterKill", var folder]:
        Interruptions.AfterKill(group, folder);
        break;
    case ["Memory"]:
        Interruptions.Memory(group);
        break;
    case ["Crash"]:
        if (group.Rank == 1)
            throw new InvalidOperationException("process 1 crashes here");
        group.Barrier();
        break;
    case ["Leave"]:
        if (group.Rank == 1)
            return 0;
        group.Barrier();
        break;
    case ["Twice"]:
        Require.That(ReferenceEquals(processes, ProcessGroup.Mpi()), "the group is the same each time");
        break;
    default:
        Console.Error.WriteLine($"unknown program: {string.Join(' ', args)}");
        return 2;
}
Console.WriteLine($"process {group.Rank} of {group.Size} has ended well");
return 0;
